using Microsoft.EntityFrameworkCore;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Whether the status page says that somebody would take a change up.</summary>
public sealed class WorkerPresenceTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Nobody = "No worker is running";

    [Fact]
    public async Task A_page_says_so_while_no_worker_of_the_queue_is_connected()
    {
        var status = await PublishAsync("tide", "0.1.0");
        var change = await Http.GetChangeAsync(status, Cancelled);
        var page = $"/changes/{change["id"]!.GetValue<string>()}";
        Assert.Contains(Nobody, await Http.GetStringAsync(page, Cancelled), StringComparison.Ordinal);

        // A worker of other queues is nobody to it.
        await using var others = await Registry.StartWorkerAsync("--Jobs:Queues:sparse:Workers=0");
        await UntilWorkersAsync("git");
        Assert.Contains(Nobody, await Http.GetStringAsync(page, Cancelled), StringComparison.Ordinal);

        await using var db = Registry.Database.CreateContext();
        await db.Database.ExecuteSqlRawAsync("UPDATE background_jobs SET state = 'scheduled', run_at = now() + interval '1 hour'", Cancelled);
        await using var worker = await Registry.StartWorkerAsync();
        await Wait.UntilAsync(
            async () => !(await Http.GetStringAsync(page, Cancelled)).Contains(Nobody, StringComparison.Ordinal),
            null,
            "the page to know of the worker");
        Assert.Contains("It waits its turn", await Http.GetStringAsync(page, Cancelled), StringComparison.Ordinal);
    }

    private Task UntilWorkersAsync(string queue) => Wait.UntilAsync(
        async () =>
        {
            await using var db = Registry.Database.CreateContext();
            return await db.Database.SqlQuery<int>(
                $"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE {"worker %/" + queue}")
                .SingleAsync(Cancelled) > 0;
        },
        null,
        $"workers of the queue {queue}");
}
