using LibGit2Sharp;
using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs.Index.Git;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary><c>index verify</c> and <c>index repair</c>, as operators run them, beside a registry that serves.</summary>
public sealed class IndexVerbTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private IndexRepository Git => Registry.Services.GetRequiredService<IndexRepository>();

    [Fact]
    public async Task A_sound_registry_is_said_to_be_so_however_many_pages_it_has()
    {
        await PublishBothAsync();
        await ExecuteAsync("INSERT INTO crates (name, created_at) SELECT 'many' || i, now() FROM generate_series(1, 1000) AS i");

        var verified = await RunAsync("verify", "--files", "all");

        Assert.Equal(0, verified.ExitCode);
        Assert.Empty(verified.Output);
        Assert.Contains("Compared 1002 crates and 2 stored files: no difference.", verified.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_was_tampered_with_is_named_and_mended_and_then_all_is_well()
    {
        await PublishBothAsync();
        var sound = await IndexFileAsync("ti/de/tide");
        await ExecuteAsync("UPDATE sparse_files SET content = content || 'x' WHERE path = 'ti/de/tide'");
        await ExecuteAsync("DELETE FROM sparse_files WHERE path = 'mo/on/moon'");
        await Git.CommitAsync(
            Git.Head,
            [new IndexFile("mo/on/moon", "{}\n"u8.ToArray()), new IndexFile("gh/os/ghost", "{}\n"u8.ToArray()), new IndexFile("README", "ours"u8.ToArray())],
            "Tamper", Cancelled);

        var found = await RunAsync("verify");
        Assert.Equal(1, found.ExitCode);
        Assert.Equal(
            [
                "the git index has gh/os/ghost, which belongs to no crate; `registry index repair` has it removed",
                "the git index shows something else of moon; `registry index repair moon` has it written again",
                "the sparse index has no file of moon; `registry index repair moon` has it written again",
                "the sparse index shows something else of tide; `registry index repair tide` has it written again",
            ],
            Lines(found).Order(StringComparer.Ordinal));

        var repaired = await RunAsync("repair");
        Assert.Equal(0, repaired.ExitCode);
        Assert.Contains("3 jobs are enqueued", repaired.Errors, StringComparison.Ordinal);
        var again = await RunAsync("repair");
        Assert.DoesNotContain("moon", again.Output, StringComparison.Ordinal);
        Assert.Contains("Left out 2 crates of which changes are on their way.", again.Errors, StringComparison.Ordinal);
        await using (await Registry.StartWorkerAsync())
            await UntilIdleAsync();

        var clean = await RunAsync("verify", "--files", "all");
        Assert.True(clean.ExitCode == 0, clean.Output);
        await Wait.UntilAsync(async () => await IndexFileAsync("ti/de/tide") == sound, null, "the file to be as it was");
        Assert.Null(Git.Read("gh/os/ghost"));
        Assert.NotNull(Git.Read("README"));
    }

    [Fact]
    public async Task Changes_that_no_job_goes_on_with_are_named_and_taken_up_again()
    {
        var status = await PublishAsync("tide", "0.1.0");
        var vanished = await PublishAsync("moon", "0.1.0");
        await ExecuteAsync("DELETE FROM background_jobs WHERE key = (SELECT 'crate:' || id FROM crates WHERE name = 'moon')");
        (await RegistryExecutable.RunAsync(["jobs", "discard", "--all", "--queue", "sparse", "--reason", "under review", .. Registry.Settings], Cancelled)).Succeeded();

        var found = await RunAsync("verify");
        Assert.Equal(1, found.ExitCode);
        Assert.Collection(
            Lines(found).Order(StringComparer.Ordinal),
            line => Assert.Equal("changes of moon wait, and no job goes on with them; `registry index repair moon` has it taken up again", line),
            line => Assert.Matches("^changes of tide were stopped by .+: under review; `registry index repair tide` has it taken up again$", line));

        Assert.Contains("2 jobs are enqueued", (await RunAsync("repair")).Errors, StringComparison.Ordinal);
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(status);
        await UntilDoneAsync(vanished);
    }

    [Fact]
    public async Task A_stored_file_that_is_wrong_or_gone_is_named_and_said_to_be_beyond_mending()
    {
        await PublishBothAsync();
        var tide = StoredFile("tide");
        var bytes = await File.ReadAllBytesAsync(tide, Cancelled);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(tide, bytes, Cancelled);
        File.Delete(StoredFile("moon"));

        var found = await RunAsync("verify", "--files", "all");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("the file of tide 1.0.0 has the checksum", found.Output, StringComparison.Ordinal);
        Assert.Contains("the file of moon 1.0.0 is missing; no job can mend that: put crates/mo/on/moon-1.0.0-", found.Output, StringComparison.Ordinal);
        Assert.Contains("Compared 1 crate and 0 stored files: no difference.", (await RunAsync("verify", "--files", "none", "Tide")).Errors, StringComparison.Ordinal);

        var repaired = await RunAsync("repair");
        Assert.Equal(1, repaired.ExitCode);
        Assert.Contains("Nothing is enqueued.", repaired.Errors, StringComparison.Ordinal);
        Assert.Contains("2 differences no job can mend.", repaired.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_on_its_way_is_no_difference()
    {
        await PublishBothAsync();
        await PublishAsync("tide", "2.0.0");
        await ExecuteAsync("UPDATE sparse_files SET content = content || 'x' WHERE path = 'ti/de/tide'");

        var verified = await RunAsync("verify");

        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("Compared 1 crate and", verified.Errors, StringComparison.Ordinal);
        Assert.Contains("Left out 1 crate of which changes are on their way.", verified.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_the_rest_is_compared_and_what_cannot_be_is_told()
    {
        await PublishBothAsync();
        await ExecuteAsync("UPDATE sparse_files SET content = content || 'x' WHERE path = 'ti/de/tide'");
        using var elsewhere = new TemporaryDirectory();

        var verified = await RegistryExecutable.RunAsync(
            ["index", "verify", $"--ConnectionStrings:Registry={Registry.ConnectionString}", $"--Registry:DataDirectory={elsewhere.Path}"], Cancelled);

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("The git index is not on this machine", verified.Errors, StringComparison.Ordinal);
        Assert.Contains("The stored files are not on this machine", verified.Errors, StringComparison.Ordinal);
        Assert.Single(Lines(verified));
    }

    [Fact]
    public async Task A_damaged_object_of_the_git_index_is_named()
    {
        await PublishBothAsync();
        using (var repository = new Repository(Git.Path))
        {
            var blob = repository.Head.Tip["ti/de/tide"].Target.Sha;
            var file = Path.Combine(Git.Path, "objects", blob[..2], blob[2..]);
            File.SetAttributes(file, FileAttributes.Normal);
            await File.WriteAllBytesAsync(file, [1, 2, 3], Cancelled);
        }

        var verified = await RunAsync("verify");

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("the git index has a damaged file of tide", Assert.Single(Lines(verified)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crate_that_is_not_there_is_told()
    {
        var unknown = await RunAsync("verify", "ghost");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("There is no crate `ghost`.", unknown.Errors, StringComparison.Ordinal);
    }

    private async Task PublishBothAsync()
    {
        await using var worker = await Registry.StartWorkerAsync();
        foreach (var crate in new[] { "tide", "moon" })
            await UntilDoneAsync(await PublishAsync(crate, "1.0.0"));
    }

    private Task UntilIdleAsync() => Wait.UntilAsync(
        async () =>
        {
            await using var command = Registry.Database.DataSource.CreateCommand("SELECT count(*) FROM background_jobs");
            return (long)(await command.ExecuteScalarAsync(Cancelled))! == 0;
        },
        null,
        "the workers to be through");

    private string StoredFile(string crate) =>
        Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), $"{crate}-*.crate", SearchOption.AllDirectories).Single();

    private Task<ProgramResult> RunAsync(params string[] arguments) =>
        RegistryExecutable.RunAsync(["index", .. arguments, .. Registry.Settings], Cancelled);

    private static string[] Lines(ProgramResult result) => result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
