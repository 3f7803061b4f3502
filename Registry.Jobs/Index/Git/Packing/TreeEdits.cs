using System.Text;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>What is to be written into a directory: files, and directories with what is to be written into those.</summary>
internal sealed class TreeEdits
{
    private readonly Dictionary<string, TreeEdits> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndexFile> _files = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A path is none that git takes.</exception>
    public static TreeEdits Of(IEnumerable<IndexFile> files)
    {
        var root = new TreeEdits();
        foreach (var file in files)
        {
            var parts = file.Path.Split('/');
            if (!parts.All(IsName))
                throw new ArgumentException($"`{file.Path}` cannot be a file of the index.", nameof(files));
            root.At(parts.AsSpan(..^1))._files.Add(parts[^1], file);
        }

        return root;
    }

    /// <summary>In the order in which they stand in the directory.</summary>
    public IEnumerable<TreeEditEntry> InOrder()
    {
        var entries = new List<TreeEditEntry>(_files.Count + _directories.Count);
        entries.AddRange(_files.Select(file => new TreeEditEntry(Encoding.UTF8.GetBytes(file.Key), file.Value, null)));
        entries.AddRange(_directories.Select(directory => new TreeEditEntry(Encoding.UTF8.GetBytes(directory.Key), null, directory.Value)));
        entries.Sort((one, other) => TreeContent.Compare(one.Name, one.IsDirectory, other.Name, other.IsDirectory));
        return entries;
    }

    /// <summary>Names with a meaning of their own are refused wherever one of git's systems gives them one.</summary>
    private static bool IsName(string part) =>
        part.Length > 0 && part is not ("." or "..") && part.IndexOfAny(['\0', '\\', ':']) < 0
        && !part.StartsWith(".git", StringComparison.OrdinalIgnoreCase) && !part.StartsWith("git~", StringComparison.OrdinalIgnoreCase);

    private TreeEdits At(ReadOnlySpan<string> parts)
    {
        var directory = this;
        foreach (var part in parts)
        {
            if (!directory._directories.TryGetValue(part, out var next))
                directory._directories.Add(part, next = new TreeEdits());
            directory = next;
        }

        return directory;
    }
}

/// <summary>One of <paramref name="File"/> and <paramref name="Directory"/> is there.</summary>
internal sealed record TreeEditEntry(byte[] Name, IndexFile? File, TreeEdits? Directory)
{
    public bool IsDirectory => Directory is not null;
}
