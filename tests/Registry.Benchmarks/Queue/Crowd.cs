using System.Globalization;

namespace Registry.Benchmarks.Queue;

/// <summary>Many jobs of the same queue, older than all others, that cannot run now.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Insert">The statement that adds them.</param>
internal sealed record Crowd(string Name, string Insert)
{
    private const int Count = 100_000;

    public static string Size => Count.ToString("N0", CultureInfo.InvariantCulture);

    public static IReadOnlyList<Crowd> All { get; } =
    [
        new("scheduled", InsertWith("state, run_at", "'scheduled', now() + interval '1 hour'")),
        new("blocked", InsertWith("state, ordering_key", "'blocked', 'some key'")),
        new("failed", InsertWith("state, run_at, attempts, failures, last_error", "'scheduled', now() + interval '1 hour', 3, 3, 'It failed.'")),
        new("dead", InsertWith("state, attempts, failures, last_error", "'dead', 3, 3, 'It failed.'")),
    ];

    private static string InsertWith(string columns, string values) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        INSERT INTO background_jobs (queue, kind, key, arguments, priority, {{columns}})
        SELECT 'default', 'no_op', NULL, '{"enqueuedAt": 0}', 0, {{values}} FROM generate_series(1, {{Count}})
        """);
}
