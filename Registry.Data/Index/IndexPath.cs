namespace Registry.Data.Index;

/// <summary>Where a crate's file stands in the index (the Cargo book, "Index Files").</summary>
public static class IndexPath
{
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
}
