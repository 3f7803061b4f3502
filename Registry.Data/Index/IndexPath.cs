using System.Buffers;
using Registry.Data.Crates;

namespace Registry.Data.Index;

/// <summary>Where a crate's file stands in the index (the Cargo book, "Index Files").</summary>
public static class IndexPath
{
    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The path of the file of <paramref name="crateName"/>, with <c>/</c> between the parts and in lower case.</summary>
    public static string For(string crateName)
    {
        var name = crateName.ToLowerInvariant();
        return name.Length switch
        {
            1 => $"1/{name}",
            2 => $"2/{name}",
            3 => $"3/{name[..1]}/{name}",
            _ => $"{name[..2]}/{name[2..4]}/{name}",
        };
    }

    /// <summary>Whether it can be the path of a crate's file: nobody need look for one anywhere else.</summary>
    public static bool IsPossible(ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (name.Length is 0 or > CrateName.MaxLength || name.ContainsAnyExcept(OfNames))
            return false;
        var before = path[..^name.Length];
        return name.Length switch
        {
            1 => before is "1/",
            2 => before is "2/",
            3 => before.Length == 4 && before[..2] is "3/" && before[2] == name[0] && before[3] == '/',
            _ => before.Length == 6 && before[..2].SequenceEqual(name[..2]) && before[2] == '/'
                && before[3..5].SequenceEqual(name[2..4]) && before[5] == '/',
        };
    }
}
