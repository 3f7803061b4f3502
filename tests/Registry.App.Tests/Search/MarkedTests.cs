using Bunit;
using Registry.App.Search;
using Xunit;

namespace Registry.App.Tests.Search;

public sealed class MarkedTests : PageTest
{
    [Theory]
    [InlineData("tide", "Tide tables of the tide", "<mark>Tide</mark> tables of the <mark>tide</mark>")]
    [InlineData("\"high water\" -low", "high water", "<mark>high</mark> <mark>water</mark>")]
    [InlineData("<b>", "a <b> c", "a <mark>&lt;b&gt;</mark> c")]
    [InlineData("", "tide", "tide")]
    [InlineData("a or b", "a or b", "a or b")]
    public void What_was_looked_for_is_marked(string query, string text, string markup) =>
        Render<Marked>(view => view.Add(shown => shown.Text, text).Add(shown => shown.Words, Marked.WordsOf(query))).MarkupMatches(markup);
}
