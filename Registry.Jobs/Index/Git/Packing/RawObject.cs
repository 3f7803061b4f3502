using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>What an object is, by the numbers of the pack format.</summary>
internal enum GitObjectType
{
    Commit = 1,
    Tree = 2,
    Blob = 3,
}

/// <summary>Objects as the bytes that git keeps.</summary>
internal static class RawObject
{
    /// <summary>The id of an object with this content.</summary>
#pragma warning disable CA5350 // It is git's name for the object; nothing is kept safe by it.
    public static ObjectId IdOf(GitObjectType type, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{NameOf(type)} {content.Length}\0")));
        hash.AppendData(content);
        return new ObjectId(hash.GetHashAndReset());
    }
#pragma warning restore CA5350

    /// <summary>The content of a commit (gitformat-commit is its output of <c>git cat-file</c>).</summary>
    public static byte[] Commit(ObjectId tree, ObjectId parent, Signature committer, string message)
    {
        var by = FormattableString.Invariant($"{committer.Name} <{committer.Email}> {committer.When.ToUnixTimeSeconds()} +0000");
        return Encoding.UTF8.GetBytes($"tree {tree.Sha}\nparent {parent.Sha}\nauthor {by}\ncommitter {by}\n\n{message}");
    }

    private static string NameOf(GitObjectType type) => type switch
    {
        GitObjectType.Commit => "commit",
        GitObjectType.Tree => "tree",
        GitObjectType.Blob => "blob",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
