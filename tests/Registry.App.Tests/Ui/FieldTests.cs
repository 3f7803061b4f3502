using Bunit;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class FieldTests : PageTest
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("A link goes there.", null)]
    [InlineData(null, "This is no address.")]
    [InlineData("A link goes there.", "This is no address.")]
    public void Its_hint_and_what_is_wrong_belong_to_the_input(string? hint, string? fault)
    {
        var field = Render<Field>(view => view
            .Add(shown => shown.Name, "NewEmail").Add(shown => shown.Label, "Address").Add(shown => shown.Hint, hint).Add(shown => shown.Fault, fault));
        var input = field.Find("input");
        Assert.Equal("Address", field.Find($"label[for={input.Id}]").TextContent);
        Assert.Equal("NewEmail", input.GetAttribute("name"));

        var describing = input.GetAttribute("aria-describedby")?.Split(' ') ?? [];
        Assert.Equal(new[] { hint, fault }.OfType<string>(), describing.Select(id => field.Find($"#{id}").TextContent));
        Assert.Equal(fault is null ? null : "true", input.GetAttribute("aria-invalid"));
        Assert.Equal(fault is null ? [] : [fault], field.FindAll("[role=alert]").Select(alert => alert.TextContent));
    }

    [Fact]
    public void What_was_filled_in_and_what_else_an_input_may_have_are_passed_on()
    {
        var input = Render<Field>(view => view.Add(shown => shown.Name, "Code").Add(shown => shown.Label, "Code").Add(shown => shown.Type, "password")
            .Add(shown => shown.Value, "12\"3").AddUnmatched("autocomplete", "one-time-code").AddUnmatched("required", true)).Find("input");
        Assert.Equal(("12\"3", "password", "one-time-code"), (input.GetAttribute("value"), input.GetAttribute("type"), input.GetAttribute("autocomplete")));
        Assert.True(input.HasAttribute("required"));
    }
}
