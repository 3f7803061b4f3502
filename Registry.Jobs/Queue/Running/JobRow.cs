using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>A claimed row.</summary>
internal sealed record JobRow
{
    public required long Id { get; init; }

    public required string Kind { get; init; }

    public required string? Key { get; init; }

    public required string Arguments { get; init; }

    /// <summary>Attempts made so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>Failures since the backoff was last reset.</summary>
    public required int Failures { get; init; }

    /// <summary>Attempts whose worker went away.</summary>
    public required int Losses { get; init; }

    public required string? OrderingKey { get; init; }

    public required short Priority { get; init; }

    public required long Place { get; init; }

    public required string? TraceParent { get; init; }

    /// <summary>When it could have been claimed first.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>When it was claimed, by the server's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The transaction that locked the row last, before this one; 0 for none.</summary>
    public required uint LockedBy { get; init; }

    /// <summary>The number of the attempt that this claim begins.</summary>
    public int Attempt => Attempts == int.MaxValue ? Attempts : Attempts + 1;

    public static JobRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Kind = reader.GetString(1),
        Key = reader.IsDBNull(2) ? null : reader.GetString(2),
        Arguments = reader.GetString(3),
        Attempts = reader.GetInt32(4),
        Failures = reader.GetInt32(5),
        Losses = reader.GetInt32(6),
        OrderingKey = reader.IsDBNull(7) ? null : reader.GetString(7),
        Priority = reader.GetInt16(8),
        Place = reader.GetInt64(9),
        TraceParent = reader.IsDBNull(10) ? null : reader.GetString(10),
        ReadyAt = reader.GetFieldValue<DateTimeOffset>(11),
        StartedAt = reader.GetFieldValue<DateTimeOffset>(12),
        LockedBy = reader.GetFieldValue<uint>(13),
    };
}
