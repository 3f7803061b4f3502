using System.Net;
using Microsoft.EntityFrameworkCore;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

public sealed class HealthTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task A_database_that_is_not_migrated_is_not_ready_until_it_is()
    {
        await AssertReadyAsync(HttpStatusCode.OK, "ready");
        await using var db = Registry.Database.CreateContext();
        await db.Database.ExecuteSqlRawAsync("""ALTER TABLE "__EFMigrationsHistory" RENAME TO put_aside""", Cancelled);
        await AssertReadyAsync(HttpStatusCode.ServiceUnavailable, "registry migrate");
        using var live = await Http.GetAsync("/health/live", Cancelled);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await db.Database.ExecuteSqlRawAsync("""ALTER TABLE put_aside RENAME TO "__EFMigrationsHistory" """, Cancelled);
        await AssertReadyAsync(HttpStatusCode.OK, "ready");
    }

    private async Task AssertReadyAsync(HttpStatusCode status, string words)
    {
        using var response = await Http.GetAsync("/health/ready", Cancelled);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }
}
