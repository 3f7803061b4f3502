using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Registry.App.Crates.Readmes;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class ReadmeRendererTests
{
    private static readonly RepositoryFiles? GitHub = RepositoryFiles.Of("https://github.com/ada/tides.git", "README.md");

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<iframe src=\"https://example.org\"></iframe><object data=x></object><embed src=x>")]
    [InlineData("<form action=/sign-out method=post><input name=x><button>Go</button><textarea></textarea><select></select></form>")]
    [InlineData("<style>body{display:none}</style><link rel=stylesheet href=https://example.org/x.css><meta http-equiv=refresh content=0><base href=//evil>")]
    [InlineData("<img src=x onerror=alert(1)><p onclick=alert(1) style=position:fixed>x</p><details ontoggle=alert(1) open>y</details>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a> <a href=\"JaVa&#x09;script:alert(1)\">x</a> [x](javascript:alert(1)) <a href=data:text/html,x>x</a>")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg><math><mtext><table><mglyph><style><img src=x onerror=alert(1)>")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>")]
    [InlineData("<template><script>alert(1)</script></template><video src=x onerror=alert(1)></video>")]
    [InlineData("</div></section></main><div id=main name=main class=site-header data-copy=x data-theme-switch>over</div>")]
    [InlineData("<!-- --!><img src=x onerror=alert(1)> -->")]
    public void Nothing_in_a_readme_runs_frames_asks_or_dresses_the_page(string text)
    {
        var page = new HtmlParser().ParseDocument($"<main><div class=readme>{ReadmeRenderer.Render(text, "crates/tides", GitHub)}</div></main><p id=after></p>");
        var readme = page.QuerySelector(".readme")!;
        Assert.Equal("MAIN", readme.ParentElement!.TagName);
        Assert.Same(page.Body, page.GetElementById("after")!.ParentElement);
        Assert.Empty(readme.QuerySelectorAll("script, iframe, object, embed, form, input, button, textarea, select, style, link, meta, base, svg, math, template, video, noscript"));
        foreach (var element in readme.QuerySelectorAll("*"))
        {
            Assert.DoesNotContain(element.Attributes, attribute =>
                attribute.Name.StartsWith("on", StringComparison.Ordinal) || attribute.Name.StartsWith("data-", StringComparison.Ordinal) || attribute.Name is "style" or "name" or "srcdoc");
            Assert.DoesNotContain("site-header", element.ClassList);
            Assert.True(string.IsNullOrEmpty(element.Id) || element.Id.StartsWith("readme-", StringComparison.Ordinal));
        }

        Assert.All(readme.QuerySelectorAll("[href], [src]"), element =>
            Assert.Matches("^(https?:|mailto:|crates/)", element.GetAttribute("href") ?? element.GetAttribute("src")));
    }

    [Theory]
    [InlineData("[x](docs/guide.md#top)", "https://github.com/ada/tides/blob/HEAD/docs/guide.md#top")]
    [InlineData("[x](/LICENSE)", "https://github.com/ada/tides/blob/HEAD/LICENSE")]
    [InlineData("[x](../../../evil)", null)]
    [InlineData("[x](#use)", "crates/tides#readme-use")]
    [InlineData("[x](//example.org/y)", "https://example.org/y")]
    [InlineData("<ada@example.org>", "mailto:ada@example.org")]
    [InlineData("https://example.org/", "https://example.org/")]
    public void Links_lead_where_they_would_in_the_repository(string text, string? target) =>
        Assert.Equal(target, Render(text).QuerySelector("a")!.GetAttribute("href"));

    [Theory]
    [InlineData("https://github.com/ada/tides", "README.md", "https://github.com/ada/tides/raw/HEAD/a.png")]
    [InlineData("https://github.com/ada/tides/tree/main/crates/tables", "docs/README.md", "https://github.com/ada/tides/raw/HEAD/crates/tables/docs/a.png")]
    [InlineData("https://gitlab.com/ada/tides/", null, "https://gitlab.com/ada/tides/-/raw/HEAD/a.png")]
    [InlineData("https://bitbucket.org/ada/tides", null, "https://bitbucket.org/ada/tides/raw/HEAD/a.png")]
    [InlineData("https://code.example.org/ada/tides", null, null)]
    [InlineData("https://github.com/ada", null, null)]
    [InlineData("javascript:alert(1)", null, null)]
    [InlineData(null, null, null)]
    public void Pictures_come_from_a_forge_that_is_known_or_their_words_stand_for_them(string? repository, string? file, string? source)
    {
        var readme = Render("![the harbour](a.png)", RepositoryFiles.Of(repository, file));
        Assert.Equal(source, readme.QuerySelector("img")?.GetAttribute("src"));
        Assert.True(source is not null || readme.TextContent.Trim() == "the harbour");
    }

    [Fact]
    public void Pictures_over_plain_http_are_not_fetched() => Assert.Null(Render("![x](http://example.org/a.png)").QuerySelector("img"));

    [Fact]
    public void What_people_write_is_readable()
    {
        var readme = Render("# Tides\n\n## Use\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |\n\n- [x] done\n- [ ] not\n\n```rust\nlet a = 1 < 2;\n```\n\n> [!NOTE]\n> High.\n\n~~old~~");
        Assert.Empty(readme.QuerySelectorAll("h1"));
        Assert.Equal("readme-tides", readme.QuerySelector("h2")!.Id);
        Assert.Equal("readme-use", readme.QuerySelector("h3")!.Id);
        Assert.Equal("right", readme.QuerySelector("td")!.GetAttribute("align"));
        Assert.Equal("0", readme.QuerySelector(".scroll")!.GetAttribute("tabindex"));
        Assert.Equal(["☑ done", "☐ not"], readme.QuerySelectorAll("li").Select(item => item.TextContent.Trim()));
        Assert.Equal("let a = 1 < 2;", readme.QuerySelector("pre[tabindex='0'] code")!.TextContent.Trim());
        Assert.Contains("High.", readme.QuerySelector(".markdown-alert-note")!.TextContent);
        Assert.Equal("old", readme.QuerySelector("del")!.TextContent);
    }

    [Theory]
    [InlineData("<div>", 7_900)]
    [InlineData("<b><p>", 3_900)]
    [InlineData("<div title='</div>'>", 3_900)]
    [InlineData("<table><tr><td>", 2_600)]
    [InlineData("> ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("[", 200_000)]
    [InlineData("![](", 60_000)]
    [InlineData("*a **b ", 30_000)]
    [InlineData("| a ", 60_000)]
    [InlineData("<a href=x>", 7_900)]
    public void A_readme_that_is_made_to_hurt_is_shown_as_it_is_or_rendered_but_soon(string piece, int times)
    {
        var clock = Stopwatch.StartNew();
        var html = ReadmeRenderer.Render(string.Concat(Enumerable.Repeat(piece, times)), "crates/tides", GitHub);
        Assert.NotEmpty(html);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed} for {piece}");
    }

    private static IElement Render(string text, RepositoryFiles? files = null) =>
        new HtmlParser().ParseDocument($"<div>{ReadmeRenderer.Render(text, "crates/tides", files ?? (text.StartsWith('!') ? null : GitHub))}</div>").QuerySelector("div")!;
}
