using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>
/// A registry in the middle of its life: crates with a past, people, and a git index whose remote takes nothing since this morning. All that
/// is shown went through the registry's own doors; only dates are set back, and what people downloaded is filled in.
/// </summary>
internal sealed partial class SampleRegistry : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    public const string Author = "ferris";
    public const string Admin = "ada";

    /// <summary>May look at what operators look at, and do nothing.</summary>
    public const string Viewer = "vera";

    /// <summary>Signs in with codes.</summary>
    public const string Careful = "grace";

    private readonly TemporaryDirectory _remote = new();
    private RegistryServer _server = null!;

    public Uri Url => _server.Url;

    public string ConnectionString => _server.ConnectionString;

    /// <summary>A publish that is through.</summary>
    public string Done { get; private set; } = "";

    /// <summary>A publish that cargo can use and the git index does not have yet.</summary>
    public string Behind { get; private set; } = "";

    /// <summary>A publish that an operator has stopped.</summary>
    public string Stopped { get; private set; } = "";

    /// <summary>A registry on its first day: there are people, and nothing else.</summary>
    public static Task<SampleRegistry> StartEmptyAsync(PostgresFixture postgres) => StartAsync(postgres, sample => sample.AddPeopleAsync());

    public static Task<SampleRegistry> StartAsync(PostgresFixture postgres) => StartAsync(postgres, sample => sample.FillAsync());

    private static async Task<SampleRegistry> StartAsync(PostgresFixture postgres, Func<SampleRegistry, Task> fill)
    {
        var sample = new SampleRegistry();
        try
        {
            await Git.RunAsync(sample._remote.Path, "init", "--quiet", "--bare", "--initial-branch=master", ".");
            sample._server = await RegistryServer.StartAsync(
                postgres, $"--Index:Git:Remote={sample._remote.Path}", "--SignIn:SignUp=true");
            await fill(sample);
            return sample;
        }
        catch
        {
            await sample.DisposeAsync();
            throw;
        }
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Runs a verb of this registry.</summary>
    /// <returns>What it says.</returns>
    public async Task<string> RunAsync(params string[] arguments) =>
        (await RegistryExecutable.RunAsync([.. arguments, .. _server.Settings], TestContext.Current.CancellationToken)).Succeeded().Output;

    public async ValueTask DisposeAsync()
    {
        if (_attempt is not null)
            await _attempt.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _remote.Dispose();
    }

    private async Task FillAsync()
    {
        await AddPeopleAsync();
        await SetUpCodesAsync();
        var token = await _server.CreateTokenAsync(Author);
        await _server.StartWorkerAsync($"--Index:Git:Remote={_remote.Path}");
        foreach (var crate in SampleCrates.All)
        {
            foreach (var version in crate.Versions)
                Done = await PublishAsync(token, crate, version);
        }

        await WaitAsync(Done, "done");
        await ExecuteAsync(SamplePast.Sql);
        await RepairAsync();
        await BreakRemoteAsync();
        var tables = SampleCrates.All.Single(crate => crate.Name == "tide-tables");
        Behind = await PublishAsync(token, tables, "0.4.2");
        await PublishAsync(token, SampleCrates.All.Single(crate => crate.Name == "pilot"), "0.3.1");
        Stopped = await StopAsync(token, SampleCrates.All.Single(crate => crate.Name == "pilot"), "0.4.0");
        await Wait.UntilAsync(
            async () => await QueryAsync<long>("SELECT count(*) FROM background_jobs WHERE last_error IS NOT NULL") > 0,
            Site.Patience,
            "the remote to reject a push");
        await AddRareStatesAsync(token);
        await ExecuteAsync(SampleOperations.Sql);
    }

    private async Task AddPeopleAsync()
    {
        await _server.CreateUserAsync(Author, Password, Role.Author, "ferris@harbour.example");
        await _server.CreateUserAsync(Admin, Password, Role.Admin, "ada@harbour.example");
        await _server.CreateUserAsync(Careful, Password, Role.Operator, "grace@harbour.example");
        await _server.CreateUserAsync(Viewer, Password, Role.Viewer);
        await _server.CreateUserAsync("marin", Password, Role.Author);
    }

    /// <summary>The index says when versions were published, too.</summary>
    private async Task RepairAsync()
    {
        await RunAsync("index", "repair");
        await Wait.UntilAsync(
            async () => await QueryAsync<long>("SELECT count(*) FROM background_jobs") == 0, Site.Patience, "the index to follow");
    }

    private async Task SetUpCodesAsync()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var browser = new BrowserClient(Url);
        (await browser.SignInAsync(Careful, Password, cancelled)).Dispose();
        (await browser.SubmitAsync("/me/settings", "codes-start", new Dictionary<string, string>(), cancelled)).Dispose();
        using var page = await browser.GetAsync("/me/settings/codes", cancelled);
        var key = Key().Match(Tag().Replace(await page.Content.ReadAsStringAsync(cancelled), "")).Value;
        var code = new Dictionary<string, string> { ["Code"] = AuthenticatorApp.CodeOf(key) };
        (await browser.SubmitAsync("/me/settings/codes", "codes-on", code, cancelled)).Dispose();
    }

    private async Task<string> PublishAsync(string token, SampleCrate crate, string version)
    {
        var number = version.TrimEnd('!');
        var change = await UploadAsync(token, crate, number);
        await WaitAsync(change, "usable");
        if (number != version)
        {
            using var yank = await _server.Http.YankAsync(token, crate.Name, number, TestContext.Current.CancellationToken);
            Assert.True(yank.IsSuccessStatusCode);
        }

        return change;
    }

    private async Task<string> StopAsync(string token, SampleCrate crate, string version)
    {
        await RunAsync("jobs", "pause", "sparse", "--reason", "the harbour office wants to see pilot 0.4.0 first");
        var change = await UploadAsync(token, crate, version);
        var job = await QueryAsync<long>("SELECT id FROM background_jobs WHERE queue = 'sparse'");
        await RunAsync("jobs", "discard", $"{job}", "--reason", "held until the harbour office agrees to the new name");
        await RunAsync("jobs", "resume", "sparse");
        return change;
    }

    /// <returns>The id of the change.</returns>
    private async Task<string> UploadAsync(string token, SampleCrate crate, string number)
    {
        var body = CrateUpload.Body(crate.Name, number, crate.Metadata(number), crate.Source);
        using var response = await _server.Http.PublishAsync(token, body, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        var said = JsonNode.Parse(answer)!["warnings"]!["other"]![0]!.GetValue<string>();
        return said[(said.LastIndexOf('/') + 1)..];
    }

    private async Task WaitAsync(string change, string until)
    {
        using var response = await _server.Http.GetAsync(
            $"/api/v1/changes/{change}?wait={until}&timeout={Site.Patience.TotalSeconds}", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
    }

    private async Task BreakRemoteAsync()
    {
        var hook = Path.Combine(_remote.Path, "hooks", "pre-receive");
        await File.WriteAllTextAsync(hook, "#!/bin/sh\necho 'master is frozen while the host moves'\nexit 1\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("([a-z2-7]{4} ){7}[a-z2-7]{4}")]
    private static partial Regex Key();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
