using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>The entries of a directory as git keeps them: mode, space, name, zero, id, in git's order.</summary>
internal sealed class TreeContent
{
    public const int IdLength = 20;

    private static readonly byte[] DirectoryMode = "40000 "u8.ToArray();

    private readonly byte[] _bytes;
    private readonly List<Entry> _entries = [];

    public TreeContent(byte[] bytes)
    {
        _bytes = bytes;
        for (var at = 0; at < bytes.Length;)
        {
            var name = at + bytes.AsSpan(at).IndexOf((byte)' ') + 1;
            var end = name + bytes.AsSpan(name).IndexOf((byte)0);
            _entries.Add(new Entry(at, name, end, bytes.AsSpan(at).StartsWith(DirectoryMode)));
            at = end + 1 + IdLength;
        }
    }

    public int Count => _entries.Count;

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where an entry stands or, if <paramref name="found"/> is false, where it would.</summary>
    public int Find(ReadOnlySpan<byte> name, bool isDirectory, out bool found)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = Compare(_entries[middle], name, isDirectory);
            if (order == 0)
            {
                found = true;
                return middle;
            }

            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }

        found = false;
        return low;
    }

    /// <summary>Where in <see cref="Bytes"/> an entry begins; for the one after the last, where they end.</summary>
    public int StartOf(int entry) => entry == _entries.Count ? _bytes.Length : _entries[entry].Start;

    public ObjectId IdOf(int entry) => new(_bytes.AsSpan(_entries[entry].End + 1, IdLength).ToArray());

    /// <summary>Whether an entry is a plain file, and not a program or a link.</summary>
    public bool IsFile(int entry) => _bytes.AsSpan(_entries[entry].Start).StartsWith("100644 "u8);

    /// <summary>An entry as it stands in a directory.</summary>
    public static byte[] EntryOf(ReadOnlySpan<byte> name, bool isDirectory, ObjectId id) =>
        [.. isDirectory ? DirectoryMode : "100644 "u8, .. name, 0, .. id.RawId];

    /// <summary>Git orders a directory as if its name ended with a slash.</summary>
    public static int Compare(ReadOnlySpan<byte> name, bool isDirectory, ReadOnlySpan<byte> other, bool otherIsDirectory)
    {
        var common = Math.Min(name.Length, other.Length);
        var order = name[..common].SequenceCompareTo(other[..common]);
        return order != 0 ? order : Next(name, isDirectory, common) - Next(other, otherIsDirectory, common);
    }

    private int Compare(Entry entry, ReadOnlySpan<byte> name, bool isDirectory) =>
        Compare(_bytes.AsSpan(entry.Name..entry.End), entry.IsDirectory, name, isDirectory);

    private static int Next(ReadOnlySpan<byte> name, bool isDirectory, int at)
    {
        if (at < name.Length)
            return name[at];
        return isDirectory ? '/' : 0;
    }

    private readonly record struct Entry(int Start, int Name, int End, bool IsDirectory);
}
