using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>A claimed row.</summary>
internal sealed record JobRow(long Id, string Kind, string? Key, string Arguments, int Attempts, DateTimeOffset StartedAt)
{
    /// <summary>The number of the attempt that this claim begins.</summary>
    public int Attempt => Attempts == int.MaxValue ? Attempts : Attempts + 1;

    public static JobRow Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.IsDBNull(2) ? null : reader.GetString(2),
        reader.GetString(3),
        reader.GetInt32(4),
        reader.GetFieldValue<DateTimeOffset>(5));
}
