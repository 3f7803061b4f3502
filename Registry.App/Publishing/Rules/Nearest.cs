namespace Registry.App.Publishing.Rules;

/// <summary>What somebody may have meant.</summary>
internal static class Nearest
{
    private const int MaxLength = 64;

    /// <summary>The word with the fewest changes to <paramref name="text"/>, or null when none is near.</summary>
    public static string? To(string text, IEnumerable<string> words)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        var (word, distance) = words.Select(word => (word, Distance(text.ToLowerInvariant(), word.ToLowerInvariant()))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, text.Length / 3) ? word : null;
    }

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
