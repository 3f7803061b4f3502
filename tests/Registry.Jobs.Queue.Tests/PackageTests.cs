using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace Registry.Jobs.Queue.Tests;

/// <summary>What <c>dotnet pack</c> makes of the project.</summary>
public sealed class PackageTests
{
    /// <summary>What was built for these tests is what is packed.</summary>
    private static string Configuration { get; } =
        typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [Fact]
    public async Task The_package_has_its_page_its_documentation_and_no_dependency_on_the_registry()
    {
        using var directory = new TemporaryDirectory();
        (await ProgramResult.RunAsync(
            new("dotnet", ["pack", Repository.Package, "--no-build", "--nologo", "--configuration", Configuration, "--output", directory.Path]),
            TestContext.Current.CancellationToken)).Succeeded();

        await using var package = await ZipFile.OpenReadAsync(
            Assert.Single(Directory.GetFiles(directory.Path, "Registry.Jobs.Queue.*.nupkg")), TestContext.Current.CancellationToken);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains("README.md", files);
        Assert.Contains("lib/net10.0/Registry.Jobs.Queue.dll", files);
        Assert.Contains("lib/net10.0/Registry.Jobs.Queue.xml", files);

        var description = XDocument.Load(await package.GetEntry("Registry.Jobs.Queue.nuspec")!.OpenAsync(TestContext.Current.CancellationToken));
        var names = description.Descendants().ToLookup(element => element.Name.LocalName);
        Assert.Equal("README.md", Assert.Single(names["readme"]).Value);
        Assert.All(
            names["dependency"].Select(dependency => dependency.Attribute("id")!.Value),
            id => Assert.True(id == "Npgsql" || id.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal), id));
    }
}
