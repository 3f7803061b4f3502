using Npgsql;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>A job that is attempted for as long as this lives: a transaction holds its row, as that of a worker does.</summary>
internal sealed class AttemptedJob : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private AttemptedJob(NpgsqlConnection connection) => _connection = connection;

    /// <param name="connectionString">Of the registry's database.</param>
    /// <param name="job">The job's id.</param>
    public static async Task<AttemptedJob> BeginAsync(string connectionString, long job)
    {
        var worker = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "worker harbour-1/sparse", Pooling = false };
        var connection = new NpgsqlConnection(worker.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var claim = new NpgsqlCommand($"BEGIN; SELECT id FROM background_jobs WHERE id = {job} FOR UPDATE", connection);
        Assert.Equal(job, await claim.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        return new AttemptedJob(connection);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
