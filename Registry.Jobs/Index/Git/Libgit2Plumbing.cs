using LibGit2Sharp;
using Registry.Jobs.Index.Git.Packing;

namespace Registry.Jobs.Index.Git;

/// <summary>Through libgit2's own functions: touches only the trees on the paths of the files, however large the index is.</summary>
internal sealed class Libgit2Plumbing : IGitPlumbing
{
    /// <summary>
    /// From so many files on, a pack. It takes fewer flushes from the first file on, but until the next repack every reader looks into
    /// every pack, while a loose object is found by its name.
    /// </summary>
    public const int PackFrom = 4;

    public ObjectId? WriteCommit(Repository repository, Commit parent, IReadOnlyList<IndexFile> files, Signature committer, string message)
    {
        var path = repository.Info.Path;
        using var reader = new ObjectReader(path);
        using IObjectWriter writer = files.Count < PackFrom ? new LooseObjects(path) : new PackedObjects(path);
        var tree = new TreeRewriter(reader, writer).Rewrite(parent.Tree.Id, files);
        if (tree == parent.Tree.Id)
            return null;
        var commit = RawObject.Commit(tree, parent.Id, committer, message);
        var id = RawObject.IdOf(GitObjectType.Commit, commit);
        writer.Write(GitObjectType.Commit, id, commit);
        writer.Complete();
        return id;
    }

    public ReferenceMove MoveReference(Repository repository, string reference, ObjectId from, ObjectId to)
    {
        using var handle = Open(repository);
        var code = Libgit2.MoveReference(
            out var moved, handle, reference, Libgit2.Oid.From(to), force: 1, Libgit2.Oid.From(from), logMessage: null);
        using (moved)
        {
            return code switch
            {
                >= 0 => ReferenceMove.Moved,
                Libgit2.Modified or Libgit2.NotFound => ReferenceMove.Lost,
                Libgit2.Locked => ReferenceMove.Locked,
                _ => throw Libgit2.LastError(code),
            };
        }
    }

    private static Libgit2.RepositoryHandle Open(Repository repository)
    {
        Libgit2.Check(Libgit2.OpenBare(out var handle, repository.Info.Path));
        return handle;
    }
}
