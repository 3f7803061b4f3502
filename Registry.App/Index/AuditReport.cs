using Microsoft.Extensions.Options;
using Registry.App.Hosting;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Index;

/// <summary>Says what came of a comparison: a line for each difference on standard output, and how much was compared on standard error.</summary>
internal sealed class AuditReport
{
    private int _crates;
    private int _files;
    private int _underWay;

    public int Differences { get; private set; }

    /// <summary>What cannot be compared on this machine.</summary>
    public static async Task SayBlindSpotsAsync(IServiceProvider services, FileScope files)
    {
        var audit = services.GetRequiredService<IndexAudit>();
        if (services.GetRequiredService<IOptions<GitIndexOptions>>().Value.Enabled && !audit.SeesGit)
        {
            var place = services.GetRequiredService<IndexRepository>().Path;
            await Console.Error.WriteLineAsync($"The git index is not on this machine ({place}); it is not compared.");
        }

        if (files != FileScope.None && !audit.SeesFiles)
        {
            var place = services.GetRequiredService<IOptions<RegistryOptions>>().Value.DataPath;
            await Console.Error.WriteLineAsync($"The stored files are not on this machine ({place}); they are not compared.");
        }
    }

    public void Add(ComparedPage page)
    {
        _crates += page.Crates;
        _files += page.Files;
        _underWay += page.UnderWay;
        Differences += page.Differences.Count;
        foreach (var difference in page.Differences)
            Console.WriteLine($"{difference.Sentence}; {Mend(difference)}");
    }

    public async Task SayAsync()
    {
        var compared = $"Compared {Words.Count(_crates, "crate", "crates")} and {Words.Count(_files, "stored file", "stored files")}";
        var found = Differences == 0 ? "no difference" : Words.Count(Differences, "difference", "differences");
        await Console.Error.WriteLineAsync($"{compared}: {found}.");
        if (_underWay > 0)
            await Console.Error.WriteLineAsync($"Left out {Words.Count(_underWay, "crate", "crates")} of which changes are on their way.");
    }

    private static string Mend(IndexDifference difference) => difference.Kind switch
    {
        DifferenceKind.Sparse or DifferenceKind.Git => $"`registry index repair {difference.Subject}` has it written again",
        DifferenceKind.Abandoned or DifferenceKind.Stopped => $"`registry index repair {difference.Subject}` has it taken up again",
        DifferenceKind.Stray => "`registry index repair` has it removed",
        DifferenceKind.GitDamage => "move index.git away and have it written again, see \"The git index\" in docs/operating.md",
        _ => $"no job can mend that: put crates/{difference.Subject} back from a backup",
    };
}
