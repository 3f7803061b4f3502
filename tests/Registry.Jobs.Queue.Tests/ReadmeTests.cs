using System.Text.RegularExpressions;

namespace Registry.Jobs.Queue.Tests;

/// <summary>The page of the package.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_piece_of_code_on_the_page_is_in_an_example_that_runs()
    {
        var examples = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Registry.Jobs.Queue.Tests", "Examples"), "*.cs")
            .Select(file => WithoutSpace(File.ReadAllText(file)))
            .ToList();
        var blocks = CodeBlock().Matches(Page()).Select(match => match.Groups["code"].Value).ToList();

        Assert.InRange(blocks.Count, 15, 100);
        Assert.All(blocks, block => Assert.True(
            examples.Any(example => example.Contains(WithoutSpace(block), StringComparison.Ordinal)), $"No example has this:\n{block}"));
    }

    [Fact]
    public void All_other_code_on_the_page_is_marked_as_what_it_is() =>
        Assert.Equal(CodeBlock().Count(Page()) * 2, Fence().Count(Page()));

    [Fact]
    public void Links_within_the_page_lead_somewhere()
    {
        var page = Page();
        var headings = Heading().Matches(page)
            .Select(match => match.Groups["text"].Value.ToLowerInvariant().Replace(' ', '-'))
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(InnerLink().Matches(page), link => Assert.Contains(link.Groups["target"].Value, headings));
    }

    private static string Page() => File.ReadAllText(Path.Combine(Repository.Package, "README.md"));

    private static string WithoutSpace(string text) => Space().Replace(text, "");

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^```", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\(#(?<target>[^)]*)\)")]
    private static partial Regex InnerLink();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
