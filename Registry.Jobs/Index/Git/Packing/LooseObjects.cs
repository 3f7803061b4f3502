using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>
/// A file for each object, each flushed by itself. Only loose objects count as being there already: one that lies in a pack may be about to
/// be dropped with it, when nothing has used it for long.
/// </summary>
internal sealed class LooseObjects : IObjectWriter
{
    private const int Retries = 5;

    private readonly Libgit2.ObjectsHandle _objects;

    public LooseObjects(string repository)
    {
        Libgit2.Check(Libgit2.NewObjects(out _objects));
        Libgit2.Check(Libgit2.LooseBackend(out var backend, Path.Combine(repository, "objects"), -1, flush: 1, 0, 0));
        Libgit2.Check(Libgit2.AddBackend(_objects, backend, 1));
    }

    public void Write(GitObjectType type, ObjectId id, ReadOnlySpan<byte> content)
    {
        // A repack removes directories that have become empty, perhaps this object's, between the library's making and using it.
        var code = TryWrite(type, content, out var written);
        for (var again = 0; code < 0 && again < Retries; again++)
            code = TryWrite(type, content, out written);
        Libgit2.Check(code);
        if (written.ToObjectId() != id)
            throw new InvalidOperationException($"The object {id.Sha} was written as {written.ToObjectId().Sha}.");
    }

    public void Complete()
    {
        // Each is in its place since it was written.
    }

    public void Dispose() => _objects.Dispose();

    private unsafe int TryWrite(GitObjectType type, ReadOnlySpan<byte> content, out Libgit2.Oid written)
    {
        // An empty span has no address, and the library wants one.
        byte nothing = 0;
        fixed (byte* data = content)
            return Libgit2.WriteObject(out written, _objects, data is null ? &nothing : data, (nuint)content.Length, (int)type);
    }
}
