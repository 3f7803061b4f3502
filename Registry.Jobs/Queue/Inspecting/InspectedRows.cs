using Npgsql;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Inspecting;

/// <summary>What the statements of <see cref="InspectSql"/> answer, row by row.</summary>
internal static class InspectedRows
{
    public static JobDetails Job(NpgsqlDataReader reader, bool withPosition) => new()
    {
        Id = reader.GetInt64(0),
        Kind = reader.GetString(1),
        Queue = reader.GetString(2),
        Key = Text(reader, 3),
        OrderingKey = Text(reader, 4),
        Arguments = reader.GetString(5),
        Priority = reader.GetInt16(6),
        State = StateOf(reader.GetString(7)),
        Attempts = reader.GetInt32(8),
        Losses = reader.GetInt32(9),
        RunAt = reader.GetFieldValue<DateTimeOffset>(10),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(11),
        LastError = Text(reader, 12),
        Worker = Text(reader, 13) is { } session ? JobConnections.WorkerOf(session) : null,
        RunningSince = Time(reader, 14),
        Position = !withPosition || reader.IsDBNull(15) ? null : (int)reader.GetInt64(15),
    };

    public static ErrorGroup Group(NpgsqlDataReader reader) => new()
    {
        Error = reader.GetString(0),
        Count = reader.GetInt64(1),
        Dead = reader.GetInt64(2),
        Kinds = reader.GetFieldValue<string[]>(3),
        FirstAt = reader.GetFieldValue<DateTimeOffset>(4),
        LastAt = reader.GetFieldValue<DateTimeOffset>(5),
        MaxAttempts = reader.GetInt32(6),
        Sample = reader.GetString(7),
        SampleId = reader.GetInt64(8),
    };

    public static QueueDetails Queue(NpgsqlDataReader reader) => new()
    {
        Name = reader.GetString(0),
        Ready = reader.GetInt64(1),
        Running = reader.GetInt64(2),
        Scheduled = reader.GetInt64(3),
        Blocked = reader.GetInt64(4),
        Dead = reader.GetInt64(5),
        OldestReadyAt = Time(reader, 6),
        OldestUnfinishedAt = Time(reader, 7),
        Workers = reader.GetInt32(8),
        PausedAt = Time(reader, 9),
        PausedBy = Text(reader, 10),
        PauseReason = Text(reader, 11),
    };

    public static WorkerDetails Worker(NpgsqlDataReader reader)
    {
        var session = JobConnections.WorkerOf(reader.GetString(0));
        var slash = session.LastIndexOf('/');
        return new WorkerDetails(
            slash < 0 ? session : session[..slash], slash < 0 ? "" : session[(slash + 1)..],
            reader.GetFieldValue<DateTimeOffset>(1), Time(reader, 2), Text(reader, 3));
    }

    public static JobAttempt Attempt(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt32(2),
        reader.GetFieldValue<DateTimeOffset>(3),
        reader.GetFieldValue<DateTimeOffset>(4),
        reader.GetString(5),
        Enum.Parse<AttemptOutcome>(reader.GetString(6), ignoreCase: true),
        Text(reader, 7),
        Text(reader, 8))
    {
        Key = Text(reader, 9),
    };

    public static JobAction Action(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5), Text(reader, 6), Text(reader, 7), Text(reader, 8), Text(reader, 9));

    public static JobCount Count(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), StateOf(reader.GetString(2)), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4),
        reader.GetInt64(5));

    public static DoneJob Done(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Text(reader, 3), reader.GetInt32(4), reader.GetFieldValue<DateTimeOffset>(5),
        reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7));

    public static long? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static JobState StateOf(string name) => Enum.Parse<JobState>(name, ignoreCase: true);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
