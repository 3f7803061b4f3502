using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>Reads objects as they are; LibGit2Sharp makes an object of every entry of a tree.</summary>
internal sealed class ObjectReader : IDisposable
{
    private readonly Libgit2.RepositoryHandle _repository;
    private readonly Libgit2.ObjectsHandle _objects;

    public ObjectReader(string repository)
    {
        Libgit2.Check(Libgit2.OpenBare(out _repository, repository));
        Libgit2.Check(Libgit2.ObjectsOf(out _objects, _repository));
    }

    public unsafe byte[] Read(ObjectId id)
    {
        Libgit2.Check(Libgit2.ReadObject(out var found, _objects, Libgit2.Oid.From(id)));
        using (found)
            return new ReadOnlySpan<byte>(Libgit2.DataOf(found), checked((int)Libgit2.SizeOf(found))).ToArray();
    }

    public void Dispose()
    {
        _objects.Dispose();
        _repository.Dispose();
    }
}
