using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Registry.Api.Tests.Fuzzing;

/// <summary>Changes of something sound, as chance makes them.</summary>
internal static class Mutation
{
    private static readonly string[] Words =
    [
        "", " ", "\u0000", "\t", "\r\n", "\u001b[31m", "\u202e", "\ufeff", "é", "ß", "İ", "ﷺ", "🦀", "\uffff", "a", "A-_", "null", "true", "-1", "0", "1.0.0",
        "1.0.0+a", "99999999999999999999", "1e999", "NaN", "%", "%s%n", "_", "\\", "'", "\"", "''--", "'; DROP TABLE crates; --", "a:*", "a & !b", "((", "<->", "\"a b",
        "../..", "/", "//", ".", "..", "con", "$(x)", "{0}", "{{", "[]", "bin:", "dep:x", "x?/y", "x/", "*", "^1", ">=1,<2", "https://", "sparse+http://x/",
        new('x', 65), new('9', 400), new('(', 3000), string.Concat(Enumerable.Repeat("a&", 200)), new('ü', 20_000),
    ];

    /// <summary>Stands for what is no Unicode text, and cannot stand in a string that is to become JSON.</summary>
    private const string Unpaired = "unpaired-surrogate";

    private static readonly Gen<string> Word = Gen.OneOf(Gen.OneOf(Words), Gen.String[0, 40], Gen.String.AlphaNumeric);

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Word.Select(word => JsonValue.Create(Sound(word)).ToJsonString()), Gen.Const($"\"{Unpaired}\""),
        Gen.OneOf("null", "true", "0", "-1", "1e999", "18446744073709551616", "0.1", "[]", "{}", "[null]", "{\"\":null}", "[[[[[]]]]]"),
        Gen.Int[1, 5000].Select(depth => new string('[', depth)), Gen.Int[1, 2000].Select(count => $"[{string.Join(',', Enumerable.Repeat("\"x\"", count))}]"));

    /// <summary>A query string: known names and others, with values of every kind, escaped in every way.</summary>
    public static Gen<string> Query(params string[] names) =>
        Gen.Select(
            Gen.OneOf(Gen.OneOf(names), Word), Word, Gen.Int[0, 3],
            (name, value, escape) => $"{(escape == 3 ? Ascii(name) : Escaped(name))}={(escape < 2 ? Escaped(value) : escape == 2 ? Bytes(value) : Ascii(value))}").Array[0, 5]
        .Select(pairs => string.Join('&', pairs));

    /// <summary>A part of a path.</summary>
    public static Gen<string> Segment(params string[] known) => Gen.OneOf(Gen.OneOf(known), Word.Select(Escaped), Word.Select(Bytes))
        .Select(part => part.Replace("%00", "%01", StringComparison.Ordinal) is { Length: > 0 } some ? some : "x");

    /// <summary>Up to eight bytes replaced, inserted, repeated or cut off.</summary>
    public static Gen<byte[]> OfBytes(byte[] original) =>
        Gen.Select(Gen.Int[0, 5], Gen.Double.Unit, Gen.Byte, (kind, at, value) => (Kind: kind, At: at, Value: value)).Array[1, 8].Select(changes =>
        {
            var bytes = original.ToList();
            foreach (var (kind, at, value) in changes)
                Change(bytes, kind, (int)(at * Math.Max(0, bytes.Count - 1)), value);
            return bytes.ToArray();
        });

    /// <summary>One to three values of a JSON text put in the place of others.</summary>
    public static Gen<string> OfJson(JsonNode original)
    {
        var places = Places(original, "").ToList();
        return Gen.Select(Gen.OneOf([.. places]), Leaf, (place, leaf) => (Place: place, Leaf: leaf)).Array[1, 3].Select(changes =>
        {
            var text = Written(original, "", changes.DistinctBy(change => change.Place).ToDictionary(change => change.Place, change => change.Leaf));
            return text.Replace(Unpaired, "\\ud800", StringComparison.Ordinal);
        });
    }

    private static void Change(List<byte> bytes, int kind, int at, byte value)
    {
        if (bytes.Count == 0)
            bytes.Add(value);
        else if (kind == 0)
            bytes[at] ^= (byte)(1 << (value & 7));
        else if (kind == 1)
            bytes[at] = value;
        else if (kind == 2)
            bytes.RemoveAt(at);
        else if (kind == 3)
            bytes.Insert(at, value);
        else if (kind == 4)
            bytes.InsertRange(at, bytes.GetRange(at, Math.Min(value * 4, bytes.Count - at)));
        else
            bytes.RemoveRange(at, Math.Min(value, bytes.Count - at));
    }

    private static IEnumerable<string> Places(JsonNode? node, string at) => node switch
    {
        JsonObject map => map.SelectMany(pair => Places(pair.Value, $"{at}/{pair.Key}")).Append(at),
        JsonArray list => list.SelectMany((item, i) => Places(item, $"{at}/{i}")).Append(at),
        _ => [at],
    };

    /// <summary>Text, not a tree, so that it may become what no tree can hold.</summary>
    private static string Written(JsonNode? node, string at, Dictionary<string, string> changes) => changes.TryGetValue(at, out var changed) ? changed : node switch
    {
        JsonObject map => $"{{{string.Join(',', map.Select(pair => $"{JsonValue.Create(pair.Key).ToJsonString()}:{Written(pair.Value, $"{at}/{pair.Key}", changes)}"))}}}",
        JsonArray list => $"[{string.Join(',', list.Select((item, i) => Written(item, $"{at}/{i}", changes)))}]",
        _ => node?.ToJsonString() ?? "null",
    };

    private static string Sound(string word) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(word));

    private static string Escaped(string word) => Uri.EscapeDataString(Sound(word));

    /// <summary>Bytes that need not be UTF-8.</summary>
    private static string Bytes(string word) => string.Concat(word.Select(character => $"%{character & 0xFF:X2}"));

    /// <summary>What may stand in a request line as it is.</summary>
    private static string Ascii(string word) => new([.. word.Where(character => character is > ' ' and < '\u007f' and not '#')]);
}
