using System.Globalization;
using System.Text;

namespace Registry.Benchmarks.Index;

/// <summary>
/// A crate as crates.io has them on average: 7.5 versions, 2.6 KB of lines, and a name that begins like many others. The same number is the same
/// crate in each run.
/// </summary>
internal static class SyntheticCrate
{
    private const string Letters = "etaoinsrhldcumfpgwybvkxjqz";

    private static readonly string[] Beginnings =
        ["cargo", "rust", "tokio", "serde", "async", "web", "wasm", "bevy", "sol", "aws", "simple", "tiny", "open", "net", "data", "code", "mini", "proc"];

    public static string Name(int number)
    {
        var random = new Random(number);
        var suffix = number.ToString(CultureInfo.InvariantCulture);

        // A third of all crates begin with a word that others begin with too; the rest is spread, the common letters more than the rare ones.
        return random.Next(3) == 0
            ? $"{Beginnings[random.Next(Beginnings.Length)]}-{Letter(random)}{Letter(random)}-{suffix}"
            : $"{Letter(random)}{Letter(random)}{Letter(random)}{Letter(random)}{suffix}";
    }

    public static string Path(int number)
    {
        var name = Name(number);
        return $"{name[..2]}/{name[2..4]}/{name}";
    }

    /// <param name="number">Which crate.</param>
    /// <param name="publish">Tells another publish of one more version apart; null for none.</param>
    public static byte[] Content(int number, Guid? publish = null)
    {
        var random = new Random(number);
        var name = Name(number);
        var lines = new StringBuilder();
        var versions = random.Next(1, 15);
        for (var version = 0; version < versions; version++)
            AppendLine(lines, random, name, $"0.{version}.0");
        if (publish is { } id)
            AppendLine(lines, random, name, $"1.0.0-{id:N}");
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static void AppendLine(StringBuilder lines, Random random, string name, string version)
    {
        Span<byte> checksum = stackalloc byte[32];
        random.NextBytes(checksum);
        lines.Append(
            CultureInfo.InvariantCulture,
            $$"""
            {"name":"{{name}}","vers":"{{version}}","deps":[{"name":"serde","req":"^1.0.{{random.Next(200)}}","features":["derive"],"optional":false,"default_features":true,"target":null,"kind":"normal"},{"name":"log","req":"^0.4","features":[],"optional":false,"default_features":true,"target":null,"kind":"normal"}],"cksum":"{{Convert.ToHexStringLower(checksum)}}","features":{},"yanked":false}
            """);
        lines.Append('\n');
    }

    private static char Letter(Random random) => Letters[Math.Min(random.Next(Letters.Length), random.Next(Letters.Length))];
}
