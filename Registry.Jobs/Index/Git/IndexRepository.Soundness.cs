using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>Looks at objects before libgit2 does, see <see cref="LooseObject"/>.</summary>
internal sealed partial class IndexRepository
{
    /// <summary>What a path leads to; null when it leads nowhere.</summary>
    internal static TreeEntry? Find(Repository repository, Tree root, string path)
    {
        TreeEntry? found = null;
        var directory = root;
        foreach (var name in path.Split('/'))
        {
            found = directory?[name];
            if (found is null)
                return null;
            LooseObject.RequireWhole(repository, found.Target.Id);
            directory = found.Target as Tree;
        }

        return found;
    }

    /// <summary>A mirror that is damaged where it is to be written to is made anew, so it is worth looking.</summary>
    private static void RequireWhole(Repository repository, Tree root, IReadOnlyList<IndexFile> files)
    {
        foreach (var directory in files.Select(file => file.Path[..Math.Max(0, file.Path.LastIndexOf('/'))]).Distinct(StringComparer.Ordinal))
            Find(repository, root, directory);
    }
}
