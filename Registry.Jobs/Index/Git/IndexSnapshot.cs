using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>The git index as it was at one moment, for reading many files without opening it for each.</summary>
internal sealed class IndexSnapshot(Repository repository, Commit head) : IDisposable
{
    /// <summary>The commit it is of.</summary>
    public string Commit => head.Sha;

    /// <summary>When that was made.</summary>
    public DateTimeOffset CommittedAt => head.Committer.When;

    /// <summary>The bytes of a file, or null when there is none.</summary>
    /// <exception cref="LibGit2SharpException">It is there, and cannot be read.</exception>
    public byte[]? Read(string path) =>
        IndexRepository.Find(repository, head.Tree, path)?.Target is Blob blob ? IndexRepository.Content(blob) : null;

    /// <summary>The paths of all files, in git's order. No file is read.</summary>
    public IEnumerable<string> Paths() => Paths(head.Tree, "");

    public void Dispose() => repository.Dispose();

    private IEnumerable<string> Paths(Tree tree, string below)
    {
        foreach (var entry in tree)
        {
            var path = below + entry.Name;
            if (entry.TargetType != TreeEntryTargetType.Tree)
            {
                yield return path;
                continue;
            }

            LooseObject.RequireWhole(repository, entry.Target.Id);
            foreach (var file in Paths((Tree)entry.Target, $"{path}/"))
                yield return file;
        }
    }
}
