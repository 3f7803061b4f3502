using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>Does what the job says.</summary>
internal sealed class ErrandHandler(Diary diary) : IJobHandler<Errand>
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    public async Task RunAsync(JobBatch<Errand> batch, CancellationToken cancellationToken)
    {
        foreach (var job in batch.Jobs)
            await RunAsync(batch.Transaction, job.Arguments, job.Attempt, cancellationToken);
    }

    private async Task RunAsync(NpgsqlTransaction transaction, Errand errand, int attempt, CancellationToken cancellationToken)
    {
        switch (errand.Deed)
        {
            case Deeds.Hang:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case Deeds.IgnoreEverything:
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
            case Deeds.EndTheProcess:
                Environment.FailFast("As a job that exhausts the stack would.");
                break;
            case Deeds.FailOnce when attempt == 1:
                throw new InvalidOperationException("The first attempt fails.");
            case Deeds.Copy:
                await CopyAsync(transaction, errand.Key, cancellationToken);
                return;
            case Deeds.PassGateAndWrite:
                await diary.PassGateAsync();
                break;
            case Deeds.SayAndWrite or Deeds.SayFailOnceAndWrite:
                await diary.BeganAsync(errand, cancellationToken);
                await Task.Delay(Moment, cancellationToken);
                if (errand.Deed == Deeds.SayFailOnceAndWrite && attempt == 1)
                    throw new InvalidOperationException("The first attempt fails.");
                break;
        }

        await Diary.DoneAsync(transaction, errand, cancellationToken);
        if (errand.Deed == Deeds.WriteAndHang)
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlTransaction transaction, string key, CancellationToken cancellationToken)
    {
        // Two jobs of a key may run at once, and then the one that has read the newer version may be the first to write.
        await using var copy = new NpgsqlCommand(
            """
            INSERT INTO copy SELECT key, version FROM original WHERE key = $1
            ON CONFLICT (key) DO UPDATE SET version = GREATEST(copy.version, excluded.version)
            """,
            transaction.Connection,
            transaction)
        {
            Parameters = { new() { Value = key } },
        };
        await copy.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Never comes into being, so a job of it is claimed and not begun.</summary>
internal sealed class UnbornHandler : IJobHandler<Errand>
{
    public UnbornHandler()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    public Task RunAsync(JobBatch<Errand> batch, CancellationToken cancellationToken) => Task.CompletedTask;
}
