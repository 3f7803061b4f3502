using System.Text.RegularExpressions;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Each test that the table of compatibility names is there.</summary>
public sealed partial class CompatibilityTableTests
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    [Fact]
    public async Task Every_test_that_is_named_exists()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file));
        var table = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "cargo-compatibility.md"), TestContext.Current.CancellationToken);
        var named = Name().Matches(table).Select(match => (Class: match.Groups["class"].Value, Test: match.Groups["test"].Value)).Distinct().ToList();

        var missing = named.Where(test => !sources[test.Class].Any(
            file => test.Test.Length == 0 || File.ReadAllText(file).Contains($" {test.Test}(", StringComparison.Ordinal)));

        Assert.InRange(named.Count, 50, int.MaxValue);
        Assert.Empty(missing);
    }

    private static string Find(string directory) => File.Exists(Path.Combine(directory, "Registry.sln"))
        ? directory
        : Find(Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("The tests run outside the repository."));

    [GeneratedRegex(@"`(?<class>[A-Z]\w*Tests)(\.(?<test>\w+))?`")]
    private static partial Regex Name();
}
