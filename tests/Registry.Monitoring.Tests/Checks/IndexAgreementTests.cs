using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Queue;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Checks;

public sealed class IndexAgreementTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    private const string Key = "index_disagreement";

    private string? _token;

    private IndexRepository Git => Registry.Services.GetRequiredService<IndexRepository>();

    [Fact]
    public async Task A_sparse_file_that_says_something_else_is_found_until_it_is_mended()
    {
        await PublishAsync("tide", "moon");
        Assert.Empty(await RunAsync());

        await ExecuteAsync("CREATE TABLE sound AS SELECT * FROM sparse_files; UPDATE sparse_files SET content = content || 'x' WHERE path = 'ti/de/tide'");
        Assert.Contains("the sparse index shows something else of tide", await AssertOpenedAsync(Key), StringComparison.Ordinal);

        await ExecuteAsync("UPDATE sparse_files f SET content = s.content FROM sound s WHERE s.crate_id = f.crate_id");
        await AssertClearedAsync(Key);
    }

    [Fact]
    public async Task A_git_file_that_is_missing_is_found_until_it_is_mended()
    {
        await PublishAsync("tide", "moon");
        var sound = Git.Read("mo/on/moon")!;
        await Git.CommitAsync(Git.Head, [new IndexFile("mo/on/moon", null)], "Lose a file", Cancelled);
        Assert.Contains("the git index has no file of moon", await AssertOpenedAsync(Key), StringComparison.Ordinal);

        await Git.CommitAsync(Git.Head, [new IndexFile("mo/on/moon", sound)], "Find it", Cancelled);
        await AssertClearedAsync(Key);
    }

    [Fact]
    public async Task A_crate_about_which_something_is_under_way_may_differ()
    {
        await PublishAsync("tide");
        await Git.CommitAsync(Git.Head, [new IndexFile("ti/de/tide", "old\n"u8.ToArray())], "Fall behind", Cancelled);
        await AddJobAsync("git", "key = (SELECT 'crate:' || id FROM crates)");

        Assert.Empty(await RunAsync());
    }

    [Fact]
    public async Task A_change_whose_job_has_vanished_is_found_until_it_is_taken_up_again()
    {
        await UploadAsync("tide");
        await RemoveJobsAsync();
        Assert.Contains("changes of tide wait, and no job goes on with them", await AssertOpenedAsync(Key), StringComparison.Ordinal);

        await UploadAsync("tide", "0.2.0");
        await AssertClearedAsync(Key);
    }

    [Theory]
    [InlineData("sparse")]
    [InlineData("default")]
    public async Task A_change_whose_job_has_vanished_is_found_wherever_it_is_and_whatever_the_sample(string queue)
    {
        var unsampled = AddNode("--Monitor:IndexSample=0").GetRequiredService<MonitorRunner>();
        await using (var connection = await ConnectAsync("an operator"))
            await Registry.Services.GetRequiredService<JobAdministrator>().PauseAsync(connection, queue, "otto", "so", Cancelled);
        await UploadAsync("tide");
        await using (await StartWorkerAsync())
        {
            await Wait.UntilAsync(
                async () => await ExecuteAsync($"SELECT 1 FROM background_jobs WHERE queue = '{queue}'") is not null, null, "the job to wait");
        }

        await RemoveJobsAsync();
        var findings = (await unsampled.RunAsync(null, Cancelled))!.Findings;
        Assert.Contains(findings, finding => finding.Key == Key && finding.Sentence.Contains("changes of tide wait", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_person_has_stopped_pages_nobody()
    {
        await UploadAsync("tide");
        await using var connection = await ConnectAsync("an operator");
        await Registry.Services.GetRequiredService<JobAdministrator>().DiscardAsync(connection, new JobFilter(), "otto", "under review", Cancelled);
        Assert.Empty(await RunAsync());
    }

    [Fact]
    public async Task A_file_that_belongs_to_no_crate_is_found_by_comparing_everything()
    {
        await PublishAsync("tide");
        await Git.CommitAsync(Git.Head, [new IndexFile("gh/os/ghost", "{}\n"u8.ToArray())], "Add a ghost", Cancelled);
        Assert.Empty(await RunAsync());

        await Monitor.CompareAsync(null, Cancelled);
        Assert.Contains("gh/os/ghost", Assert.Single(await IncidentsAsync()).Sentence, StringComparison.Ordinal);

        await Git.CommitAsync(Git.Head, [new IndexFile("gh/os/ghost", null)], "Remove it", Cancelled);
        await Monitor.CompareAsync(null, Cancelled);
        Assert.NotNull(Assert.Single(await IncidentsAsync()).ClearedAt);
    }

    [Fact]
    public async Task What_was_found_stays_open_though_no_sample_meets_it_again()
    {
        await PublishAsync("tide", "moon");
        await ExecuteAsync("UPDATE sparse_files SET content = content || 'x' WHERE path = 'ti/de/tide'");
        await Monitor.CompareAsync(null, Cancelled);

        var blind = AddNode("--Monitor:IndexSample=0").GetRequiredService<Registry.Jobs.Monitoring.Running.MonitorRunner>();
        await blind.RunAsync(null, Cancelled);
        Assert.Null(Assert.Single(await IncidentsAsync()).ClearedAt);
    }

    private async Task PublishAsync(params string[] crates)
    {
        await using var worker = await StartWorkerAsync();
        foreach (var crate in crates)
        {
            await UploadAsync(crate);
            var change = await Registry.Http.GetChangeAsync($"/api/v1/crates/{crate}/1.0.0/status?wait=done&timeout=60", Cancelled);
            Assert.Equal("done", change["state"]!.GetValue<string>());
        }
    }

    private async Task UploadAsync(string crate, string version = "1.0.0")
    {
        _token ??= await Registry.CreateTokenAsync("ada");
        using var response = await Registry.Http.PublishAsync(_token, CrateUpload.Body(crate, version), Cancelled);
        Assert.True(response.IsSuccessStatusCode);
    }
}
