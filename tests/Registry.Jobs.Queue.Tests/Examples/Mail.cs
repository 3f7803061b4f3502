using Npgsql;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed record Welcome(long UserId);

public static class MailJobs
{
    public static JobKind<Welcome> Welcome { get; } = new("welcome")
    {
        Queue = "mail",
        Key = job => $"user:{job.UserId}",
    };
}

public sealed class WelcomeHandler : IJobHandler<Welcome>
{
    public async Task RunAsync(JobBatch<Welcome> batch, CancellationToken cancellationToken)
    {
        var job = batch.Jobs[0];
        await using var command = new NpgsqlCommand(
            "UPDATE users SET welcomed = true WHERE id = $1", batch.Transaction.Connection, batch.Transaction);
        command.Parameters.Add(new() { Value = job.Arguments.UserId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
