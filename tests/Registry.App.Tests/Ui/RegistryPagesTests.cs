using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Bunit;
using MudBlazor;
using MudBlazor.Services;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Ui;

/// <summary>What a browser is sent, before any script has run.</summary>
public sealed partial class RegistryPagesTests : IAsyncLifetime
{
    private Site _site = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await Site.OpenAsync(Cancel);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Without_scripts_a_status_page_tells_the_truth_and_comes_again()
    {
        _site.Feed.Now = Sample.Retrying();
        var page = await ReadAsync($"changes/{Sample.Id}");
        Assert.Contains("cargo cannot see this version yet", page.QuerySelector(".say")!.TextContent);
        Assert.Contains("The next try", page.QuerySelector(".note")!.TextContent);
        Assert.StartsWith("As of", page.QuerySelector(".heard")!.TextContent.Trim());
        Assert.Equal("tide-tables 0.4.2 — retrying", page.Title);
        Assert.Equal("5", page.QuerySelector("head noscript meta[http-equiv=refresh]")!.GetAttribute("content"));
        Assert.Equal(1, _site.Feed.Readings);
    }

    [Fact]
    public async Task A_change_that_is_done_is_not_asked_for_again()
    {
        _site.Feed.Now = Sample.AllDone();
        var page = await ReadAsync($"changes/{Sample.Id}");
        Assert.Contains("Nothing is left to do.", page.QuerySelector(".say")!.TextContent);
        Assert.Null(page.QuerySelector("noscript"));
    }

    [Fact]
    public async Task An_unknown_change_is_404_with_words_of_its_own()
    {
        var page = await ReadAsync("changes/pub_nobody", HttpStatusCode.NotFound);
        Assert.Equal("There is no change with this id", page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task An_unknown_address_is_404_and_a_fault_is_500_with_a_page_for_people()
    {
        Assert.Equal("There is nothing at this address", (await ReadAsync("nowhere", HttpStatusCode.NotFound)).QuerySelector("h1")!.TextContent);
        var fault = await ReadAsync("fault", HttpStatusCode.InternalServerError);
        Assert.Equal("Something went wrong here", fault.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("a fault of the test", fault.DocumentElement.OuterHtml);
    }

    [Theory]
    [InlineData("nowhere", "*/*")]
    [InlineData("api/v1/nothing", "text/html")]
    public async Task Programs_get_no_pages(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await _site.Browser.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData($"changes/{Sample.Id}")]
    public async Task Every_file_that_a_page_names_is_served_with_its_bytes(string path)
    {
        _site.Feed.Now = Sample.Waiting();
        var page = await ReadAsync(path);
        var files = page.QuerySelectorAll("link[href]:not([rel=alternate]), script[src]").Select(file => file.GetAttribute("href") ?? file.GetAttribute("src")!).ToArray();
        Assert.Contains(files, file => file.StartsWith("Registry.App.", StringComparison.Ordinal));
        foreach (var file in files)
            Assert.NotEmpty(await _site.Browser.GetByteArrayAsync(file, Cancel));
    }

    [Fact]
    public async Task The_front_page_needs_no_circuit_and_the_status_page_has_one()
    {
        _site.Feed.Now = Sample.Waiting();
        Assert.Empty((await ReadAsync("")).QuerySelectorAll("script[src*=blazor]"));
        Assert.Single((await ReadAsync($"changes/{Sample.Id}")).QuerySelectorAll("script[src*=blazor]"));
    }

    [Theory]
    [InlineData("theme=dark", "dark")]
    [InlineData("theme=light", "light")]
    [InlineData("theme=<b>", null)]
    [InlineData("other=1", null)]
    public async Task The_theme_that_was_chosen_is_there_from_the_first_byte(string cookie, string? theme)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Add("Cookie", cookie);
        using var answer = await _site.Browser.SendAsync(request, Cancel);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(theme, page.DocumentElement.GetAttribute("data-theme"));
    }

    [Fact]
    public async Task Pages_need_no_inline_scripts_or_styles()
    {
        _site.Feed.Now = Sample.GitRetrying();
        foreach (var path in new[] { "", $"changes/{Sample.Id}" })
        {
            var page = await ReadAsync(path);
            Assert.Empty(page.QuerySelectorAll("style, script:not([src]), [style], [onclick]"));
        }
    }

    [Fact]
    public async Task Every_variable_that_MudBlazor_would_write_has_our_value()
    {
        await using var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddMudServices();
        var theirs = Variable().Matches(context.Render<MudThemeProvider>().Markup).Select(match => match.Value).ToHashSet();
        var ours = Variable().Matches(await _site.Browser.GetStringAsync("mudblazor-theme.css", Cancel)).Select(match => match.Value);
        Assert.True(theirs.Count > 100);
        Assert.Empty(theirs.Except(ours));
    }

    [GeneratedRegex("""--mud-[a-z0-9-]+(?=:)""")]
    private static partial Regex Variable();

    private async Task<IDocument> ReadAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await _site.Browser.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(expected, answer.StatusCode);
        return new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
