namespace Registry.App.Publishing.Rules;

/// <summary>The data files beside the rules: a word a line, lines that start with <c>#</c> tell where they are from.</summary>
internal static class WordList
{
    public static IEnumerable<string> Read(string name)
    {
        using var stream = typeof(WordList).Assembly.GetManifestResourceStream($"{typeof(WordList).Namespace}.Data.{name}.txt")
            ?? throw new InvalidOperationException($"The list {name} is missing.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
