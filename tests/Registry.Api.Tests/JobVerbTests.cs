using System.Text.Json.Nodes;
using Npgsql;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The verbs about jobs, run as an operator runs them, beside a registry.</summary>
public sealed class JobVerbTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task Jobs_are_listed_as_data_and_as_a_table()
    {
        await PublishAsync("tide-tables", "0.4.2");

        var listed = await ListAsync();
        var table = (await RunAsync("jobs", "list")).Succeeded();

        var job = Assert.Single(listed)!;
        Assert.Equal(
            ["id", "kind", "queue", "state", "priority", "key", "attempts", "created_at", "run_at", "running_since", "worker", "last_error"],
            job.AsObject().Select(property => property.Key));
        Assert.Equal(("update_sparse_index", "sparse", "ready"), (Text(job, "kind"), Text(job, "queue"), Text(job, "state")));
        Assert.Contains("update_sparse_index", table.Output, StringComparison.Ordinal);
        Assert.Empty((await ListAsync("--state", "dead")));
        Assert.Equal(2, (await RunAsync("jobs", "list", "--state", "tired")).ExitCode);
    }

    [Fact]
    public async Task A_discarded_job_is_gone_and_a_second_time_there_is_nothing_to_discard()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var id = Assert.Single(await ListAsync())!["id"]!.ToString();

        Assert.Equal(2, (await RunAsync("jobs", "discard", id)).ExitCode);
        (await RunAsync("jobs", "discard", id, "--reason", "a test")).Succeeded();

        Assert.Empty(await ListAsync());
        Assert.Equal(1, (await RunAsync("jobs", "discard", id, "--reason", "a test")).ExitCode);
    }

    [Fact]
    public async Task A_discarded_job_is_put_back_once_and_a_stopped_one_is_retried()
    {
        var status = await PublishAsync("tide-tables", "0.4.2");
        var id = Assert.Single(await ListAsync())!["id"]!.ToString();
        Assert.Equal(1, (await RunAsync("jobs", "restore", id)).ExitCode);
        (await RunAsync("jobs", "discard", id, "--reason", "a slip")).Succeeded();
        (await RunAsync("jobs", "restore", id, "--reason", "it was a slip")).Succeeded();
        Assert.Equal(1, (await RunAsync("jobs", "restore", id)).ExitCode);
        Assert.Equal(id, Assert.Single(await ListAsync("--state", "ready"))!["id"]!.ToString());

        (await RunAsync("jobs", "stop", id, "--reason", "not yet")).Succeeded();
        Assert.Equal(id, Assert.Single(await ListAsync("--state", "dead"))!["id"]!.ToString());
        (await RunAsync("jobs", "retry", id)).Succeeded();
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(status);

        var done = (await ListAsync("--state", "done", "--kind", "update_sparse_index")).Single()!;
        Assert.Equal((id, "done"), (done["id"]!.ToString(), Text(done, "state")));
        Assert.Equal(
            ["id", "kind", "queue", "state", "priority", "key", "attempts", "created_at", "run_at", "running_since", "worker", "last_error"],
            done.AsObject().Select(property => property.Key));
        Assert.Contains("done", (await RunAsync("jobs", "list", "--state", "done")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("jobs", "discard", "--all", "--state", "done", "--reason", "so")).ExitCode);
    }

    [Fact]
    public async Task Nothing_is_done_when_it_would_be_done_to_more_jobs_than_expected()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await PublishAsync("moor-line", "0.1.0");
        Assert.Equal(1, (await RunAsync("jobs", "discard", "--all", "--reason", "so", "--expected", "1")).ExitCode);
        Assert.Equal(2, (await ListAsync()).Count);
        (await RunAsync("jobs", "discard", "--all", "--reason", "so", "--expected", "2")).Succeeded();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_paused_queue_waits_until_it_is_resumed()
    {
        (await RunAsync("jobs", "pause", "sparse", "--reason", "the disk is changed")).Succeeded();
        await using var worker = await Registry.StartWorkerAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");

        var waiting = await Http.GetChangeAsync($"{status}?wait=usable&timeout=2", Cancelled);
        var page = await Http.GetStringAsync($"/changes/{waiting["id"]}", Cancelled);
        (await RunAsync("jobs", "resume", "sparse")).Succeeded();

        Assert.False(waiting["usable"]!.GetValue<bool>());
        Assert.Contains("The operators have paused this step (the disk is changed)", page, StringComparison.Ordinal);
        await UntilDoneAsync(status);
        Assert.Equal(2, (await RunAsync("jobs", "pause", "nonsense")).ExitCode);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_next_try_is_tried_when_an_operator_says_so()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await using (var database = NpgsqlDataSource.Create(Registry.ConnectionString))
        await using (var fail = database.CreateCommand("UPDATE background_jobs SET state = 'scheduled', run_at = now() + interval '1 hour'"))
            await fail.ExecuteNonQueryAsync(Cancelled);
        await using var worker = await Registry.StartWorkerAsync();

        Assert.Equal(2, (await RunAsync("jobs", "retry")).ExitCode);
        (await RunAsync("jobs", "retry", "--all", "--queue", "sparse")).Succeeded();

        await UntilDoneAsync("/api/v1/crates/tide-tables/0.4.2/status");
    }

    [Fact]
    public async Task What_is_measured_is_offered_as_text()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await PauseAllAsync();
        await PublishAsync("tide-tables", "0.4.3");

        var text = "";
        await Wait.UntilAsync(
            async () =>
            {
                text = await Http.GetStringAsync("/metrics", Cancelled);
                return text.Split('\n').Any(line => line.Contains("jobs_depth", StringComparison.Ordinal)
                    && line.Contains("update_sparse_index", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal));
            },
            TimeSpan.FromSeconds(40),
            "the waiting job to be measured");

        Assert.Contains("http_server_request_duration", text, StringComparison.Ordinal);
    }

    private async Task PauseAllAsync()
    {
        foreach (var queue in new[] { "sparse", "git", "default" })
            (await RunAsync("jobs", "pause", queue)).Succeeded();
    }

    private static string Text(JsonNode job, string name) => job[name]!.GetValue<string>();

    private async Task<JsonArray> ListAsync(params string[] filter) =>
        JsonNode.Parse((await RunAsync(["jobs", "list", "--json", .. filter])).Succeeded().Output)!.AsArray();

    private Task<ProgramResult> RunAsync(params string[] arguments) =>
        RegistryExecutable.RunAsync([.. arguments, .. Registry.Settings], Cancelled);
}
