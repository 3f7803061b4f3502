using System.Net;
using System.Text;
using Npgsql;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

/// <summary>The secret of a token is known to whoever has it. The registry keeps and tells it nowhere.</summary>
public sealed class SecretTests(Databases databases)
{
    /// <summary>All that an operator can have logged.</summary>
    private static readonly string[] Talkative =
    [
        "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Trace",
        "--Logging:LogLevel:Microsoft.Extensions=Trace", "--Logging:LogLevel:Npgsql.Command=Trace", "--Logging:LogLevel:Npgsql.Connection=Trace",
        "--Logging:LogLevel:System.Net.Http.HttpClient=Trace", "--Jobs:Retry:BaseDelay=00:00:01",
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_session_with_all_that_can_be_logged_no_log_no_job_and_no_table_has_the_secret()
    {
        await using var site = await Site.StartAsync("web", databases, Talkative);
        var secrets = new[] { site.Token, await Site.CreateTokenAsync("grace", [$"--ConnectionStrings:Registry={site.ConnectionString}"]) };

        var status = await HaveASessionAsync(site, secrets[0]);
        await AssertNowhereAsync(site, secrets);

        // The jobs that have waited fail first, so that errors are kept, and then succeed.
        var stored = Directory.GetFiles(Path.Combine(site.DataDirectory, "crates"), "*.crate", SearchOption.AllDirectories).Single();
        File.Move(stored, stored + ".away");
        await site.StartWorkerAsync(Talkative);
        await Wait.UntilAsync(async () => await CountAsync(site, "background_job_attempts WHERE error IS NOT NULL") > 0, Site.Patience, "an attempt that failed");
        await AssertNowhereAsync(site, secrets);
        File.Move(stored + ".away", stored);
        await site.WaitAsync(status, "done");
        await AssertNowhereAsync(site, secrets);
    }

    private static async Task<string> HaveASessionAsync(Site site, string secret)
    {
        var change = await site.PublishAsync("tide-tables", "1.0.0");
        await site.YankAsync("tide-tables", "1.0.0");
        await site.UnyankAsync("tide-tables", "1.0.0");
        await SendAsync(site, HttpMethod.Put, "crates/tide-tables/owners", secret, HttpStatusCode.OK, """{"users":["grace"]}""");
        await SendAsync(site, HttpMethod.Delete, "crates/tide-tables/owners", secret, HttpStatusCode.OK, """{"users":["grace"]}""");

        // What is refused, and what is no token but has one in it.
        await SendAsync(site, HttpMethod.Put, "crates/new", secret, HttpStatusCode.RequestEntityTooLarge, "nonsense");
        await SendAsync(site, HttpMethod.Put, "crates/tide-tables/owners", secret, HttpStatusCode.BadRequest, """{"users":["nobody"]}""");
        await SendAsync(site, HttpMethod.Delete, "crates/nobody/1.0.0/yank", $"Bearer {secret}", HttpStatusCode.NotFound);
        await SendAsync(site, HttpMethod.Get, "crates/tide-tables/owners", $"{secret}x", HttpStatusCode.Unauthorized);
        await SendAsync(site, HttpMethod.Get, "crates/tide-tables/owners", $"Token {secret}", HttpStatusCode.Unauthorized);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ferris:{secret}"));
        await SendAsync(site, HttpMethod.Get, "crates/tide-tables/owners", $"Basic {basic}", HttpStatusCode.Unauthorized);
        using var git = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Url, "git/index/info/refs?service=git-upload-pack"));
        git.Headers.TryAddWithoutValidation("Authorization", $"Basic {basic}");
        using var fetched = await site.Http.SendAsync(git, Cancelled);
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);

        // A fault of the registry, whose log has all it knows of it.
        await ExecuteAsync(site, "ALTER TABLE index_changes ADD CONSTRAINT outage CHECK (crate_id = 0) NOT VALID");
        await SendAsync(site, HttpMethod.Delete, "crates/tide-tables/1.0.0/yank", secret, HttpStatusCode.InternalServerError);
        await ExecuteAsync(site, "ALTER TABLE index_changes DROP CONSTRAINT outage");
        return change;
    }

    private static async Task SendAsync(Site site, HttpMethod method, string path, string authorization, HttpStatusCode expected, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(site.Url, $"api/v1/{path}"));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await site.Http.SendAsync(request, Cancelled);
        Assert.Equal(expected, response.StatusCode);
    }

    private static async Task AssertNowhereAsync(Site site, string[] secrets)
    {
        var log = site.Log;
        Assert.Contains("dbug:", log, StringComparison.Ordinal);
        Assert.Contains("crate_owners", log, StringComparison.Ordinal);
        var (rows, jobs) = await DumpAsync(site);
        Assert.Contains("tide-tables", rows, StringComparison.Ordinal);
        foreach (var secret in secrets)
        {
            // Without its prefix, and as it would stand in bytes.
            var bare = secret[(secret.IndexOf('_', StringComparison.Ordinal) + 1)..];
            foreach (var form in new[] { bare, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(bare)) })
            {
                Assert.DoesNotContain(form, log, StringComparison.Ordinal);
                Assert.DoesNotContain(form, jobs, StringComparison.Ordinal);
                Assert.DoesNotContain(form, rows, StringComparison.Ordinal);
            }

            foreach (var file in Directory.EnumerateFiles(site.DataDirectory, "*", SearchOption.AllDirectories))
                Assert.DoesNotContain(bare, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancelled)), StringComparison.Ordinal);
        }
    }

    /// <summary>All rows of all tables as text, and those of jobs by themselves.</summary>
    private static async Task<(string Rows, string Jobs)> DumpAsync(Site site)
    {
        await using var database = await site.OpenDatabaseAsync();
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'", database))
        await using (var reader = await list.ExecuteReaderAsync(Cancelled))
        {
            while (await reader.ReadAsync(Cancelled))
                tables.Add(reader.GetString(0));
        }

        var (rows, jobs) = (new StringBuilder(), new StringBuilder());
        foreach (var table in tables)
        {
            await using var read = new NpgsqlCommand($"SELECT row_to_json(t)::text FROM {table} AS t", database);
            await using var reader = await read.ExecuteReaderAsync(Cancelled);
            while (await reader.ReadAsync(Cancelled))
                (table.StartsWith("background_", StringComparison.Ordinal) ? jobs : rows).AppendLine(reader.GetString(0));
        }

        Assert.Contains("update_sparse_index", jobs.ToString(), StringComparison.Ordinal);
        return (rows.ToString(), jobs.ToString());
    }

    private static async Task<long> CountAsync(Site site, string what)
    {
        await using var database = await site.OpenDatabaseAsync();
        await using var count = new NpgsqlCommand($"SELECT count(*) FROM {what}", database);
        return (long)(await count.ExecuteScalarAsync(Cancelled))!;
    }

    private static async Task ExecuteAsync(Site site, string sql)
    {
        await using var database = await site.OpenDatabaseAsync();
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
