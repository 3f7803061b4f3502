using System.Reflection;
using Registry.Data.Crates;
using Registry.Data.Index;

namespace Registry.Data.Tests;

/// <summary>Rows of a crate as chance makes them, the same for the same seed.</summary>
internal sealed class RandomRows(int seed)
{
    private static readonly PropertyInfo Id = typeof(CrateVersion).GetProperty(nameof(CrateVersion.Id))!;
    private static readonly string[] Words = ["tide", "moon", "Moor_Line", "a", "r\"q\\", "zeile\n", "\u2028", "🦀", "<&>'", "x-y_z", "dep", "é"];
    private static readonly string[] Kinds = ["normal", "build", "dev"];

    private readonly Random _random = new(seed);

    /// <summary>Versions in the order in which they were accepted; not all are published yet.</summary>
    public List<CrateVersion> Versions()
    {
        var count = _random.Next(8);
        return [.. Enumerable.Range(1, count).Select(id => Version(id, $"{_random.Next(3)}.{id}.{_random.Next(20)}{Suffix()}"))];
    }

    /// <summary>The same row, whose collections are stored in another order.</summary>
    public CrateVersion Shuffled(CrateVersion version) => Copy(version, Shuffled(version.Dependencies), Shuffled(version.Features));

    public T[] Shuffled<T>(IEnumerable<T> values)
    {
        var shuffled = values.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }

    private Dictionary<string, IReadOnlyList<string>> Shuffled(IReadOnlyDictionary<string, IReadOnlyList<string>> features) =>
        Shuffled<KeyValuePair<string, IReadOnlyList<string>>>(features).ToDictionary(feature => feature.Key, feature => feature.Value, StringComparer.Ordinal);

    private CrateVersion Version(long id, string number)
    {
        var names = Enumerable.Range(0, _random.Next(6)).Select(i => $"{Word()}{i}").ToList();
        var features = names.ToDictionary(
            name => name,
            _ => (IReadOnlyList<string>)[.. Enumerable.Range(0, _random.Next(4)).Select(_ => Enabled(names))],
            StringComparer.Ordinal);
        var accepted = DateTimeOffset.UnixEpoch.AddTicks(_random.NextInt64(TimeSpan.TicksPerDay * 365 * 120));
        var version = new CrateVersion
        {
            Number = number,
            Checksum = Convert.ToHexStringLower(RandomBytes(32)),
            Size = _random.Next(),
            StorageKey = "key",
            Dependencies = [.. Enumerable.Range(0, _random.Next(6)).Select(_ => Dependency())],
            Features = features,
            Links = Maybe(Word),
            RustVersion = Maybe(() => $"1.{_random.Next(99)}"),
            CreatedAt = accepted.ToOffset(TimeSpan.FromHours(_random.Next(-12, 13))),
            Yanked = _random.Next(2) == 0,
            PublishedAt = _random.Next(5) == 0 ? null : accepted,
        };
        Id.SetValue(version, id);
        return version;
    }

    private static CrateVersion Copy(
        CrateVersion from, IReadOnlyList<IndexDependency> dependencies, IReadOnlyDictionary<string, IReadOnlyList<string>> features)
    {
        var copy = new CrateVersion
        {
            Number = from.Number,
            Checksum = from.Checksum,
            Size = from.Size,
            StorageKey = from.StorageKey,
            Dependencies = dependencies,
            Features = features,
            Links = from.Links,
            RustVersion = from.RustVersion,
            CreatedAt = from.CreatedAt,
            Yanked = from.Yanked,
            PublishedAt = from.PublishedAt,
        };
        Id.SetValue(copy, from.Id);
        return copy;
    }

    private IndexDependency Dependency()
    {
        var artifact = _random.Next(4) == 0 ? Shuffled(["bin:tide", "cdylib", "staticlib"]).Take(1 + _random.Next(3)).ToArray() : null;
        return Dependency(artifact, artifact is null ? null : Maybe(() => "target"), artifact is not null && _random.Next(2) == 0);
    }

    private IndexDependency Dependency(string[]? artifact, string? bindepTarget, bool lib) => new()
    {
        // Few names, so that one crate is depended on several times.
        Name = Words[_random.Next(3)],
        Req = $"^{_random.Next(3)}",
        Features = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Word())],
        Optional = _random.Next(2) == 0,
        DefaultFeatures = _random.Next(2) == 0,
        Target = Maybe(() => $"cfg({Word()})"),
        Kind = Kinds[_random.Next(3)],
        Registry = Maybe(() => "https://elsewhere.example/index"),
        Package = Maybe(Word),
        Artifact = artifact,
        BindepTarget = bindepTarget,
        Lib = lib,
    };

    private string Enabled(List<string> features) => _random.Next(6) switch
    {
        0 => $"dep:{Word()}",
        1 => $"{Word()}?/{Word()}",
        2 => $"{Word()}/{Word()}",
        _ => features[_random.Next(features.Count)],
    };

    private string Suffix() => _random.Next(4) switch { 0 => $"-beta.{_random.Next(9)}", 1 => $"+build.{_random.Next(9)}", _ => "" };

    private string Word() => Words[_random.Next(Words.Length)];

    private string? Maybe(Func<string> value) => _random.Next(2) == 0 ? null : value();

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
