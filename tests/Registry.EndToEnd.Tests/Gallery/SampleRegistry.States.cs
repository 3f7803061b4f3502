using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>What most registries show only now and then.</summary>
internal sealed partial class SampleRegistry
{
    /// <summary>Crates whose owner has asked <see cref="Careful"/> to own them, too.</summary>
    private static readonly string[] Shared = ["knots", "beacon", "swell"];

    private AttemptedJob? _attempt;

    /// <summary>A publish whose files are being written.</summary>
    public string Running { get; private set; } = "";

    /// <summary>A publish that waits for operators to resume a queue.</summary>
    public string Paused { get; private set; } = "";

    /// <summary>A yank that was taken back before it was done.</summary>
    public string Superseded { get; private set; } = "";

    /// <summary>Addresses of invitations that wait for an answer.</summary>
    public IReadOnlyList<string> Invitations { get; private set; } = [];

    private async Task AddRareStatesAsync(string token)
    {
        await DeleteAsync(token);
        await InviteAsync(token);
        await RunAsync("jobs", "pause", "sparse", "--reason", "the disk of the index is being replaced");
        var swell = SampleCrates.All.Single(crate => crate.Name == "swell");
        using (var yank = await _server.Http.YankAsync(token, swell.Name, "0.6.0", TestContext.Current.CancellationToken))
            Assert.True(yank.IsSuccessStatusCode);
        Superseded = await QueryAsync<string>("SELECT public_id FROM index_changes ORDER BY id DESC LIMIT 1");
        using (var unyank = await _server.Http.UnyankAsync(token, swell.Name, "0.6.0", TestContext.Current.CancellationToken))
            Assert.True(unyank.IsSuccessStatusCode);
        await RunAsync("jobs", "resume", "sparse");
        await WaitAsync(await QueryAsync<string>("SELECT public_id FROM index_changes ORDER BY id DESC LIMIT 1"), "usable");

        await RunAsync("jobs", "pause", "sparse", "--reason", "the disk of the index is being replaced");
        Paused = await UploadAsync(token, swell, "0.7.0");
        Running = await UploadAsync(token, SampleCrates.All.Single(crate => crate.Name == "beacon"), "1.2.0");
        _attempt = await AttemptedJob.BeginAsync(ConnectionString, await QueryAsync<long>("SELECT max(id) FROM background_jobs WHERE queue = 'sparse'"));
    }

    private async Task DeleteAsync(string token)
    {
        var flotsam = new SampleCrate("flotsam", "What drifts, and where it lands.", ["0.1.0"], 1);
        var jetsam = new SampleCrate("jetsam", "What was thrown overboard.", ["0.1.0", "0.2.0"], 1);
        foreach (var (crate, version) in new[] { (flotsam, "0.1.0"), (jetsam, "0.1.0"), (jetsam, "0.2.0") })
            await PublishAsync(token, crate, version);
        foreach (var path in new[] { "flotsam", "jetsam/0.1.0?message=It%20sank." })
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/crates/{path}") { Headers = { { "Authorization", token } } };
            using var response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await WaitAsync(await QueryAsync<string>("SELECT public_id FROM index_changes ORDER BY id DESC LIMIT 1"), "usable");
        }
    }

    private async Task InviteAsync(string token)
    {
        foreach (var crate in Shared)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/crates/{crate}/owners")
            {
                Headers = { { "Authorization", token } },
                Content = JsonContent.Create(new { users = new[] { Careful } }),
            };
            using var response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var mail = Path.Combine(_server.DataDirectory, "mail");
        await Wait.UntilAsync(() => Links(mail).Count == Shared.Length, Site.Patience, "the invitations to be mailed");
        Invitations = Links(mail);
    }

    private static List<string> Links(string mail) => !Directory.Exists(mail) ? [] :
    [
        .. Directory.GetFiles(mail, "*.eml")
            .Select(file => Invitation().Match(File.ReadAllText(file).Replace("=\r\n", "", StringComparison.Ordinal)))
            .Where(link => link.Success).Select(link => link.Value),
    ];

    [GeneratedRegex("invitations/[0-9A-Za-z]+")]
    private static partial Regex Invitation();
}
