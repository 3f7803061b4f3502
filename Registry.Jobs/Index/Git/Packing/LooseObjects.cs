using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>
/// A file for each object, each flushed by itself. Only loose objects count as being there already: one that lies in a pack may be about to
/// be dropped with it, when nothing has used it for long.
/// </summary>
internal sealed class LooseObjects : IObjectWriter
{
    private readonly Libgit2.ObjectsHandle _objects;

    public LooseObjects(string repository)
    {
        Libgit2.Check(Libgit2.NewObjects(out _objects));
        Libgit2.Check(Libgit2.LooseBackend(out var backend, Path.Combine(repository, "objects"), -1, flush: 1, 0, 0));
        Libgit2.Check(Libgit2.AddBackend(_objects, backend, 1));
    }

    public unsafe void Write(GitObjectType type, ObjectId id, ReadOnlySpan<byte> content)
    {
        fixed (byte* data = content)
        {
            // An empty span has no address, and the library wants one.
            byte nothing = 0;
            Libgit2.Check(Libgit2.WriteObject(out var written, _objects, data is null ? &nothing : data, (nuint)content.Length, (int)type));
            if (written.ToObjectId() != id)
                throw new InvalidOperationException($"The object {id.Sha} was written as {written.ToObjectId().Sha}.");
        }
    }

    public void Complete()
    {
        // Each is in its place since it was written.
    }

    public void Dispose() => _objects.Dispose();
}
