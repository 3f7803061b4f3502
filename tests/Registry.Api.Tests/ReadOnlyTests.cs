using System.Net;
using Npgsql;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>While nothing may be changed, reading goes on.</summary>
public sealed class ReadOnlyTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task What_changes_something_is_told_to_come_back_by_the_setting()
    {
        await using var server = await RegistryServer.StartAsync(Postgres, "--Registry:ReadOnly=true");
        var token = await server.CreateTokenAsync("ada");

        using var publish = await server.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        using var yank = await server.Http.YankAsync(token, "tide-tables", "0.4.2", Cancelled);
        foreach (var refused in new[] { publish, yank })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Contains("only be read", await refused.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        using var search = await server.Http.GetAsync("/api/v1/crates?q=tide", Cancelled);
        Assert.Equal(HttpStatusCode.OK, search.StatusCode);
    }

    [Fact]
    public async Task A_database_that_is_read_only_is_told_apart_from_one_that_is_away()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await using (var command = Registry.Database.DataSource.CreateCommand(
            $"ALTER DATABASE \"{new NpgsqlConnectionStringBuilder(Registry.ConnectionString).Database}\" SET default_transaction_read_only = on"))
            await command.ExecuteNonQueryAsync(Cancelled);

        // The setting counts for sessions that begin.
        Registry.Database.DataSource.Clear();

        using var publish = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "0.4.3"), Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, publish.StatusCode);
        Assert.Contains("only be read", await publish.ErrorAsync(Cancelled), StringComparison.Ordinal);
        using var download = await Http.GetAsync("/api/v1/crates/tide-tables/0.4.2/download", Cancelled);
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
    }
}
