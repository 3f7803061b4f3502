using Npgsql;
using Registry.Jobs.Queue.FaultTests.History;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>What handlers leave behind, in the order in which the server received it.</summary>
internal sealed class Diary(NpgsqlDataSource database)
{
    public const string Table = """
        CREATE TABLE diary (
            id bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, number integer NOT NULL, is_done boolean NOT NULL,
            at timestamptz NOT NULL DEFAULT clock_timestamp())
        """;

    private const string Write = "INSERT INTO diary (key, number, is_done) VALUES ($1, $2, $3)";

    /// <summary>Stays, whatever becomes of the attempt.</summary>
    public async Task BeganAsync(Errand errand, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Write);
        await WriteAsync(command, errand, isDone: false, cancellationToken);
    }

    /// <summary>Is there exactly when the attempt was committed.</summary>
    public static async Task DoneAsync(NpgsqlTransaction transaction, Errand errand, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Write, transaction.Connection, transaction);
        await WriteAsync(command, errand, isDone: true, cancellationToken);
    }

    /// <summary>Returns when the test lets go of the gate.</summary>
    public async Task PassGateAsync()
    {
        await using var command = database.CreateCommand($"SELECT pg_advisory_xact_lock_shared({Gate.Lock})");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async Task<IReadOnlyList<JobEvent>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT key, number, is_done FROM diary ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<JobEvent>();
        while (await reader.ReadAsync(cancellationToken))
            events.Add(new(reader.GetString(0), reader.GetInt32(1), reader.GetBoolean(2)));
        return events;
    }

    private static Task<int> WriteAsync(NpgsqlCommand command, Errand errand, bool isDone, CancellationToken cancellationToken)
    {
        command.Parameters.Add(new() { Value = errand.Key });
        command.Parameters.Add(new() { Value = errand.Number });
        command.Parameters.Add(new() { Value = isDone });
        return command.ExecuteNonQueryAsync(cancellationToken);
    }
}
