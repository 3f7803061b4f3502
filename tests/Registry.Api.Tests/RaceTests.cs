using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Registry.App.Publishing;
using Registry.App.Storage;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Several who publish at once, and publishes that fail half-way.</summary>
public sealed class RaceTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task Of_20_publishes_of_one_version_with_different_bytes_one_wins_and_its_bytes_are_kept()
    {
        await using var worker = await Registry.StartWorkerAsync();
        var bodies = Enumerable.Range(0, 20).Select(i => CrateUpload.Body("tide-tables", "1.0.0", source: $"// {i}")).ToList();

        var answers = await Task.WhenAll(bodies.Select(body => Http.PublishAsync(Token, body, Cancelled)));

        var winner = Assert.Single(Enumerable.Range(0, 20), i => answers[i].StatusCode == HttpStatusCode.OK);
        foreach (var loser in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.BadRequest, loser.StatusCode);
            Assert.Contains("already uploaded", await loser.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        await UntilDoneAsync("/api/v1/crates/tide-tables/1.0.0/status");
        var uploaded = FileOf(bodies[winner]);
        Assert.Equal(uploaded, await Http.GetByteArrayAsync("/api/v1/crates/tide-tables/1.0.0/download", Cancelled));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(uploaded)), await IndexFileAsync("ti/de/tide-tables"), StringComparison.Ordinal);
        Assert.Single(StoredFiles());
    }

    [Fact]
    public async Task The_first_versions_of_a_name_may_come_all_at_once()
    {
        await using var worker = await Registry.StartWorkerAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Http.PublishAsync(Token, CrateUpload.Body("tide-tables", $"1.{i}.0"), Cancelled)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        for (var i = 0; i < 8; i++)
            await UntilDoneAsync($"/api/v1/crates/tide-tables/1.{i}.0/status");
        Assert.Equal(8, (await IndexFileAsync("ti/de/tide-tables"))!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(1, await CountAsync("crate_owners"));
    }

    [Fact]
    public async Task Of_first_publishers_of_a_name_at_once_one_owns_it_and_the_others_are_told()
    {
        var tokens = new List<string>();
        for (var i = 0; i < 8; i++)
            tokens.Add(await Registry.CreateTokenAsync($"ferris{i}"));

        var answers = await Task.WhenAll(tokens.Select(
            (token, i) => Http.PublishAsync(token, CrateUpload.Body("tide-tables", $"1.{i}.0"), Cancelled)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var loser in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.Forbidden, loser.StatusCode);
            Assert.Contains("belongs to others", await loser.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        Assert.Single(StoredFiles());
    }

    /// <summary>A trigger stands for whatever may go wrong: it raises once, when the row of the version is written.</summary>
    [Theory]
    [InlineData("23514", HttpStatusCode.InternalServerError)]
    [InlineData("40001", HttpStatusCode.InternalServerError)]
    [InlineData("53100", HttpStatusCode.ServiceUnavailable)]
    public async Task A_publish_whose_insert_fails_once_can_be_repeated_with_other_bytes(string error, HttpStatusCode status)
    {
        await ExecuteAsync($"""
            CREATE SEQUENCE attempts;
            CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF nextval('attempts') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '{error}'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER fail_once BEFORE INSERT ON versions FOR EACH ROW EXECUTE FUNCTION fail_once();
            """);
        using (var failed = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "1.0.0", source: "// one"), Cancelled))
            Assert.Equal(status, failed.StatusCode);
        Assert.Empty(StoredFiles());
        Assert.Equal(0, await CountAsync("crates"));

        await using var worker = await Registry.StartWorkerAsync();
        var other = CrateUpload.Body("tide-tables", "1.0.0", source: "// two");
        using var again = await Http.PublishAsync(Token, other, Cancelled);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await UntilDoneAsync("/api/v1/crates/tide-tables/1.0.0/status");
        Assert.Equal(FileOf(other), await Http.GetByteArrayAsync("/api/v1/crates/tide-tables/1.0.0/download", Cancelled));
        Assert.Single(StoredFiles());
    }

    [Fact]
    public async Task The_file_of_a_publish_that_ended_in_doubt_goes_unless_a_version_needs_it()
    {
        var storage = Registry.Services.GetRequiredService<ICrateStorage>();
        await PublishAsync("tide-tables", "1.0.0");
        var kept = Path.GetRelativePath(Path.Combine(Registry.DataDirectory, "crates"), Assert.Single(StoredFiles()));
        var waste = kept.Replace("1.0.0", "2.0.0", StringComparison.Ordinal);
        foreach (var key in new[] { kept, waste })
        {
            var upload = storage.NewTemporaryFile();
            await File.WriteAllTextAsync(upload, "x", Cancelled);
            File.Delete(Path.Combine(Registry.DataDirectory, "crates", key));
            await storage.StoreAsync(upload, key, Cancelled);
        }

        var clearing = Registry.Services.GetServices<IHostedService>().OfType<DoubtfulUploads>().Single();
        Assert.Equal(0, await clearing.ClearAsync(Cancelled));
        Assert.Equal(4, StoredFiles().Length);
        foreach (var file in StoredFiles())
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().AddHours(-25).UtcDateTime);

        Assert.Equal(1, await clearing.ClearAsync(Cancelled));
        Assert.EndsWith(kept, Assert.Single(StoredFiles()), StringComparison.Ordinal);
    }

    /// <summary>The <c>.crate</c> file in the body of an upload.</summary>
    private static byte[] FileOf(byte[] body) => body[(4 + BitConverter.ToInt32(body) + 4)..];

    private string[] StoredFiles() => Directory.GetFiles(
        Directory.CreateDirectory(Path.Combine(Registry.DataDirectory, "crates")).FullName, "*", SearchOption.AllDirectories);

    private async Task<long> CountAsync(string table)
    {
        await using var source = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using var command = source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
