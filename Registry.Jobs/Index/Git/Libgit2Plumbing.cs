using System.Text;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>Through libgit2's own functions: touches only the trees on the paths of the edits, however large the index is.</summary>
internal sealed class Libgit2Plumbing : IGitPlumbing
{
    public unsafe ObjectId UpdateTree(Repository repository, Tree basis, IReadOnlyList<TreeEdit> edits)
    {
        var paths = new byte[edits.Sum(edit => Encoding.UTF8.GetByteCount(edit.Path) + 1)];
        var updates = new Libgit2.TreeUpdate[edits.Count];
        using var handle = Open(repository);
        Libgit2.Check(Libgit2.Lookup(out var tree, handle, Libgit2.Oid.From(basis.Id), Libgit2.ObjectTree));
        using var held = tree;
        fixed (byte* text = paths)
        fixed (Libgit2.TreeUpdate* first = updates)
        {
            var at = 0;
            for (var i = 0; i < updates.Length; i++)
            {
                var (path, blob) = edits[i];
                updates[i] = new Libgit2.TreeUpdate
                {
                    Action = blob is null ? Libgit2.Remove : Libgit2.Upsert,
                    Id = blob is null ? default : Libgit2.Oid.From(blob),
                    Mode = Libgit2.ModeFile,
                    Path = text + at,
                };
                at += Encoding.UTF8.GetBytes(path, paths.AsSpan(at)) + 1;
            }

            Libgit2.Check(Libgit2.UpdateTree(out var root, handle, tree, (nuint)updates.Length, first));
            return root.ToObjectId();
        }
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
