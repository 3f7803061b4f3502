namespace Registry.Benchmarks.Queue;

/// <summary>The measurements. Those that are compared find the same table in the same condition.</summary>
internal sealed class Contest(JobTable table, string hangfire, double scale, CancellationToken cancellationToken) : IAsyncDisposable
{
    public static async Task<Contest> PrepareAsync(BenchServer server, double scale, CancellationToken cancellationToken)
    {
        var table = new JobTable(await server.CreateDatabaseAsync("registry_queue", cancellationToken));
        await table.CreateAsync(cancellationToken);
        return new Contest(table, await server.CreateDatabaseAsync("hangfire_queue", cancellationToken), scale, cancellationToken);
    }

    public async Task<Measured> EnqueueAsync(int clients, int jobs, string contestant = Part.Registry)
    {
        await table.ClearAsync(cancellationToken);
        await table.SettleAsync(cancellationToken);
        return await MeasureAsync(new(contestant, Part.Enqueue, clients, Scaled(jobs)));
    }

    public async Task<double> EnqueueBareAsync(int clients, int jobs)
    {
        await table.ClearAsync(cancellationToken);
        await table.SettleAsync(cancellationToken);
        return await Pgbench.RunAsync(table.ConnectionString, Pgbench.Insert, clients, Scaled(jobs), cancellationToken);
    }

    public async Task<Measured> EnqueueInHangfireAsync(int clients, int jobs)
    {
        await HangfireQueue.ClearAsync(hangfire, cancellationToken);
        return await MeasureAsync(new(Part.Hangfire, Part.Enqueue, clients, Scaled(jobs)));
    }

    public async Task<Measured> DrainAsync(int workers, int jobs, Kind? kind = null, Crowd? crowd = null, string contestant = Part.Registry)
    {
        var part = new Part(contestant, Part.Drain, workers, Scaled(jobs));
        await FillAsync(part.WarmUp + part.Jobs, kind ?? Kind.NoOp, crowd);
        var measured = await MeasureAsync(part);
        await table.IsDrainedAsync(cancellationToken);
        return measured;
    }

    public async Task<double> DrainBareAsync(int workers, int jobs)
    {
        await FillAsync(Scaled(jobs), Kind.NoOp, crowd: null);
        return await Pgbench.RunAsync(table.ConnectionString, Pgbench.Drain, workers, Scaled(jobs), cancellationToken);
    }

    public async Task<Measured> DrainUnderSnapshotAsync(int workers, int jobs)
    {
        var part = new Part(Part.Registry, Part.Drain, workers, Scaled(jobs));
        await FillAsync(part.WarmUp + part.Jobs, Kind.NoOp, crowd: null);
        await using var snapshot = await table.HoldSnapshotAsync(cancellationToken);
        return await MeasureAsync(part);
    }

    public async Task<Measured> DrainHangfireAsync(int workers, int jobs)
    {
        var part = new Part(Part.Hangfire, Part.Drain, workers, Scaled(jobs));
        await HangfireQueue.ClearAsync(hangfire, cancellationToken);
        await MeasureAsync(new(Part.Hangfire, Part.Enqueue, 10, part.WarmUp + part.Jobs));
        return await MeasureAsync(part);
    }

    /// <summary>One process adds a job now and then, another runs it.</summary>
    public async Task<Measured> TrickleAsync(string contestant, int jobs)
    {
        await table.ClearAsync(cancellationToken);
        await HangfireQueue.ClearAsync(hangfire, cancellationToken);
        var running = MeasureAsync(new(contestant, Part.Drain, 2, Scaled(jobs)));
        await MeasureAsync(new(contestant, Part.Trickle, 1, Scaled(jobs)));
        return await running;
    }

    /// <summary>The process that adds the jobs runs them.</summary>
    public async Task<Measured> TrickleWithinAsync(int jobs)
    {
        await table.ClearAsync(cancellationToken);
        return await MeasureAsync(new(Part.Registry, Part.TrickleAndRun, 2, Scaled(jobs)));
    }

    /// <summary>Of jobs whose workers are killed.</summary>
    public Task<Samples> MeasureReleasesAsync(int kills) => new Releases(table).MeasureAsync(kills, cancellationToken);

    public ValueTask DisposeAsync() => table.DisposeAsync();

    private int Scaled(int jobs) => Math.Max((int)(jobs * scale), 100);

    private async Task FillAsync(int jobs, Kind kind, Crowd? crowd)
    {
        await table.ClearAsync(cancellationToken);
        if (crowd is not null)
            await table.AddAsync(crowd, cancellationToken);
        await table.AddAsync(kind, jobs, cancellationToken);
        await table.SettleAsync(cancellationToken);
    }

    private Task<Measured> MeasureAsync(Part part) =>
        part.MeasureAsync(part.Contestant == Part.Hangfire ? hangfire : table.ConnectionString, cancellationToken);
}
