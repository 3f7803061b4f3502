using Registry.App.Accounts;
using Registry.App.Tests.Changes;
using Registry.App.Tokens;
using Xunit;

namespace Registry.App.Tests.Tokens;

public sealed class TokenTests
{
    [Fact]
    public void A_sentence_says_what_a_token_may_do()
    {
        var end = new DateTimeOffset(2027, 3, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal("It may do everything you may, until you revoke it.", TokenWords.Sentence([], [], null));
        Assert.Equal("It may do everything you may, but only to tide-*, until 1 March 2027.", TokenWords.Sentence([], ["tide-*"], end));
        Assert.Equal("It may publish new versions of tide-* and moor, until 1 March 2027.", TokenWords.Sentence([TokenScopes.PublishUpdate], ["tide-*", "moor"], end));
        Assert.Equal(
            "It may publish new crates, yank and unyank versions and read, until you revoke it.",
            TokenWords.Sentence([TokenScopes.Read, TokenScopes.Yank, TokenScopes.PublishNew], ["*"], null));
    }

    [Fact]
    public void Every_scope_has_words() => Assert.Equal(TokenScopes.All.Order(), TokenWords.Scopes.Select(scope => scope.Scope).Order());

    [Theory]
    [InlineData("", "", 90)]
    [InlineData("a\u0007b", "", 90)]
    [InlineData("laptop", "!!", 90)]
    [InlineData("laptop", "tide*tables", 90)]
    [InlineData("laptop", "", 91)]
    [InlineData("laptop", "", -1)]
    public void What_makes_no_sense_is_not_made(string name, string crates, int days)
    {
        Assert.NotNull(TokenOrder.Read(name, [], crates, days, Sample.Requested, out var order));
        Assert.Null(order);
    }

    [Fact]
    public void A_scope_that_is_not_there_is_not_given() =>
        Assert.NotNull(TokenOrder.Read("laptop", ["everything"], "", 90, Sample.Requested, out _));

    [Fact]
    public void What_makes_sense_is_made_as_it_was_asked_for()
    {
        Assert.Null(TokenOrder.Read(" laptop ", [TokenScopes.Yank], "tide-*, moor\nmoor", 30, Sample.Requested, out var order));
        Assert.Equal(("laptop", "yank", Sample.Requested.AddDays(30)), (order!.Name, Assert.Single(order.Scopes), order.ExpiresAt));
        Assert.Equal(["tide-*", "moor"], order.CratePatterns);
    }
}
