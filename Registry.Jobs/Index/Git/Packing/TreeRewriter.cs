using System.Buffers;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>
/// Writes the blobs and the directories that differ, and reads none but the directories on their paths. A directory is copied in runs
/// between its changed entries, so that one of 50,000 costs little more than its bytes.
/// </summary>
internal sealed class TreeRewriter(ObjectReader reader, IObjectWriter writer)
{
    /// <returns>The id of the new root, which is the old one when nothing differs.</returns>
    public ObjectId Rewrite(ObjectId root, IEnumerable<IndexFile> files) =>
        Directory(root, TreeEdits.Of(files)) ?? Write(GitObjectType.Tree, []);

    /// <returns>Null when nothing is left in it.</returns>
    private ObjectId? Directory(ObjectId? basis, TreeEdits edits)
    {
        var old = new TreeContent(basis is null ? [] : reader.Read(basis));
        var content = new ArrayBufferWriter<byte>(old.Bytes.Length + 1024);
        var copied = 0;
        var changed = false;
        foreach (var edit in edits.InOrder())
        {
            var at = old.Find(edit.Name, edit.IsDirectory, out var found);
            var present = found ? old.IdOf(at) : null;
            var wanted = edit.Directory is { } directory ? Directory(present, directory) : File(edit.File!);
            if (wanted == present && (edit.IsDirectory || !found || old.IsFile(at)))
                continue;
            if (wanted is not null && !found)
                RefuseBoth(old, edit);
            if (edit.File?.Content is { } bytes && wanted != present)
                writer.Write(GitObjectType.Blob, wanted!, bytes);

            content.Write(old.Bytes[old.StartOf(copied)..old.StartOf(at)]);
            copied = found ? at + 1 : at;
            if (wanted is not null)
                content.Write(TreeContent.EntryOf(edit.Name, edit.IsDirectory, wanted));
            changed = true;
        }

        if (!changed)
            return basis;
        content.Write(old.Bytes[old.StartOf(copied)..]);
        return content.WrittenCount == 0 ? null : Write(GitObjectType.Tree, content.WrittenSpan);
    }

    private static ObjectId? File(IndexFile file) => file.Content is { } content ? RawObject.IdOf(GitObjectType.Blob, content) : null;

    private ObjectId Write(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var id = RawObject.IdOf(type, content);
        writer.Write(type, id, content);
        return id;
    }

    private static void RefuseBoth(TreeContent old, TreeEditEntry edit)
    {
        old.Find(edit.Name, !edit.IsDirectory, out var other);
        if (other)
        {
            throw new InvalidOperationException(
                $"`{System.Text.Encoding.UTF8.GetString(edit.Name)}` would be a file and a directory of the index at once.");
        }
    }
}
