using System.Net;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Names of deleted crates, where they are free at once.</summary>
public sealed class DeletedNameTests(PostgresFixture postgres) : ApiTest(postgres)
{
    protected override string[] Settings => ["--Deletion:NameBlockedFor=00:00:00"];

    [Fact]
    public async Task A_name_is_taken_again_in_another_spelling_once_the_deletion_is_done()
    {
        await using (await Registry.StartWorkerAsync())
            await UntilDoneAsync(await PublishAsync("tide-tables", "1.0.0"));
        Assert.Equal(HttpStatusCode.OK, await DeleteAsync("tide-tables"));
        var grace = await Registry.CreateTokenAsync("grace");
        using (var early = await Http.PublishAsync(grace, CrateUpload.Body("tide_tables", "2.0.0"), Cancelled))
            Assert.Contains("not wholly deleted yet", await early.ErrorAsync(Cancelled), StringComparison.Ordinal);

        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync("/api/v1/crates/tide-tables/1.0.0/status");
        var publishes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            using var response = await Http.PublishAsync(i % 2 == 0 ? grace : Token, CrateUpload.Body("tide_tables", $"2.0.{i}"), Cancelled);
            return (By: i % 2, Code: response.StatusCode);
        }));

        var winner = publishes.First(publish => publish.Code == HttpStatusCode.OK).By;
        Assert.All(publishes, publish => Assert.Equal(publish.By == winner ? HttpStatusCode.OK : HttpStatusCode.Forbidden, publish.Code));
        foreach (var version in publishes.Select((publish, i) => (publish.By, Number: $"2.0.{i}")).Where(version => version.By == winner))
            await UntilDoneAsync($"/api/v1/crates/tide_tables/{version.Number}/status");
        Assert.Null(await IndexFileAsync("ti/de/tide-tables"));
        Assert.Contains("\"name\":\"tide_tables\"", await IndexFileAsync("ti/de/tide_tables"), StringComparison.Ordinal);
        var verified = await RegistryExecutable.RunAsync(["index", "verify", "--files", "all", .. Registry.Settings], Cancelled);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    [Theory]
    [InlineData("tide")]
    [InlineData("tide/1.0.0")]
    public async Task Of_several_who_delete_at_once_one_does(string what)
    {
        await PublishAsync("tide", "1.0.0");

        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DeleteAsync(what)));

        Assert.Single(codes, HttpStatusCode.OK);
        Assert.Equal(7, codes.Count(code => code == HttpStatusCode.NotFound));
        await using var worker = await Registry.StartWorkerAsync();
        Assert.Equal("delete", (await UntilDoneAsync("/api/v1/crates/tide/1.0.0/status"))["kind"]!.GetValue<string>());
    }

    private async Task<HttpStatusCode> DeleteAsync(string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/crates/{what}") { Headers = { { "Authorization", Token } } };
        using var response = await Http.SendAsync(request, Cancelled);
        return response.StatusCode;
    }
}
