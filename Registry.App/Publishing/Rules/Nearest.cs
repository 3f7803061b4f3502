using Registry.App.Hosting;

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
        var (word, distance) = words.Select(word => (word, EditDistance.Between(text, word))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(1, text.Length / 3) ? word : null;
    }
}
