using Registry.App.GitServing;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class GitIndexOptionsTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.True(new GitIndexOptionsValidator().Validate(null, new GitIndexOptions()).Succeeded);
        Assert.True(new GitServingOptionsValidator().Validate(null, new GitServingOptions()).Succeeded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HEAD")]
    [InlineData("-f")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("main.lock")]
    [InlineData("/main")]
    public void A_branch_that_git_would_refuse_is_named_with_its_key(string branch)
    {
        var result = new GitIndexOptionsValidator().Validate(null, new GitIndexOptions { Branch = branch });

        Assert.Contains("Index:Git:Branch", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_listed()
    {
        var result = new GitIndexOptionsValidator().Validate(null, new GitIndexOptions { CommitterName = " ", CommitterEmail = "a>b" });

        Assert.Equal(2, result.Failures!.Count());
    }

    [Fact]
    public void Limits_that_would_serve_nobody_are_named_with_their_keys()
    {
        var result = new GitServingOptionsValidator().Validate(null, new GitServingOptions
        {
            MaxConcurrentRequests = 0,
            QueueTimeout = TimeSpan.FromSeconds(-1),
            TimeLimit = TimeSpan.Zero,
            MaxRequestBytes = 0,
        });

        Assert.All(result.Failures!, failure => Assert.StartsWith("Index:Git:Serving:", failure, StringComparison.Ordinal));
        Assert.Equal(4, result.Failures!.Count());
    }
}
