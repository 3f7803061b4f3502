using Bunit;
using Registry.App.FirstRun;
using Xunit;

namespace Registry.App.Tests.FirstRun;

public sealed class WelcomeViewTests : PageTest
{
    private const string Index = "sparse+https://crates.example.org/index/";

    [Fact]
    public void The_three_steps_can_be_copied_as_they_stand_with_the_token_filled_in() => Assert.Equal(
        [
            $"[registries.registry]\nindex = \"{Index}\"",
            "echo reg_1234 | cargo login --registry registry",
            "cargo publish --registry registry",
        ],
        Commands(View("reg_1234", published: null)));

    [Fact]
    public void A_token_that_was_shown_is_not_shown_again_but_can_be_replaced()
    {
        var view = View(token: null, published: null);
        Assert.Equal("cargo login --registry registry", Commands(view)[1]);
        Assert.Equal("me/tokens", view.Find("[aria-labelledby=log-in] a").GetAttribute("href"));
        Assert.Empty(View("reg_1234", published: null).FindAll("[aria-labelledby=log-in] a"));
    }

    [Fact]
    public void Until_the_first_publish_it_waits_and_says_so()
    {
        var view = View("reg_1234", published: null);
        Assert.Equal("Waiting for your first publish…", view.Find("[role=status]").TextContent.Trim());
        Assert.Empty(view.FindAll(".waiting a"));
    }

    [Fact]
    public void Who_comes_back_after_it_is_led_to_where_it_stands()
    {
        var view = View(token: null, "pub_7f3k2m9q");
        Assert.Equal("changes/pub_7f3k2m9q", view.Find(".waiting a").GetAttribute("href"));
        Assert.DoesNotContain("Waiting for your first publish", view.Markup, StringComparison.Ordinal);
    }

    private static string[] Commands(IRenderedComponent<WelcomeView> view) => [.. view.FindAll("button").Select(button => button.GetAttribute("data-copy")!)];

    private IRenderedComponent<WelcomeView> View(string? token, string? published) => Render<WelcomeView>(view => view
        .Add(shown => shown.Login, "ada").Add(shown => shown.Token, token).Add(shown => shown.Index, Index).Add(shown => shown.Published, published));
}
