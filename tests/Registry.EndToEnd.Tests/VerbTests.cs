using System.Net;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

/// <summary>The verbs as operators and their scripts use them.</summary>
public sealed class VerbTests(Databases databases)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    public async Task On_a_database_that_is_not_migrated_one_line_says_what_to_run(string verb)
    {
        using var directory = new TemporaryDirectory();
        var result = await RunAsync(
            verb, $"--ConnectionStrings:Registry={await databases.CreateEmptyAsync()}", $"--Registry:DataDirectory={directory.Path}",
            "--urls=http://127.0.0.1:0");

        AssertRefused(result, 1, "registry migrate");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        await using var site = await Site.StartAsync("web", databases);
        using var directory = new TemporaryDirectory();

        var result = await RunAsync(
            "web", $"--ConnectionStrings:Registry={site.ConnectionString}", $"--Registry:DataDirectory={directory.Path}", $"--urls={site.Url}");

        AssertRefused(result, 1, "address already in use");
    }

    [Theory]
    [InlineData("`frobnicate` is not a verb.", "frobnicate")]
    [InlineData("`rename` is not a verb.", "user", "rename", "ada")]
    public async Task What_is_not_a_verb_is_called_that(string words, params string[] arguments) =>
        AssertRefused(await RunAsync(arguments), 2, words);

    [Fact]
    public async Task The_help_names_the_program_as_it_is_installed()
    {
        var help = (await RunAsync("--help")).Succeeded().Output;

        Assert.Contains("  registry [command]", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Registry.App", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_listed_and_revoked_by_its_id_however_others_are_called()
    {
        await using var site = await Site.StartAsync("web", databases);
        var settings = $"--ConnectionStrings:Registry={site.ConnectionString}";
        (await RunAsync("token", "create", "--user", "ferris", "--name", "laptop", "--expires", "2d", settings)).Succeeded();

        var before = (await RunAsync("token", "list", "--user", "Ferris", settings)).Succeeded();
        var lines = before.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.Equal(["laptop", "laptop"], lines.Select(line => line[^1]));
        Assert.Equal(["good", "good"], lines.Select(line => line[1]));
        Assert.Equal("never", lines[0][3]);
        Assert.StartsWith("ID\tSTATE", before.Errors, StringComparison.Ordinal);

        var revoked = (await RunAsync("token", "revoke", lines[0][0], settings)).Succeeded();
        Assert.Empty(revoked.Output);
        Assert.Contains("`laptop` of ferris, is revoked", revoked.Errors, StringComparison.Ordinal);
        using var refused = await site.Http.PublishAsync(site.Token, CrateUpload.Body("tide", "0.1.0"), Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var after = (await RunAsync("token", "list", "--user", "ferris", settings)).Succeeded();
        Assert.Equal(["revoked", "good"], after.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1]));
        AssertRefused(await RunAsync("token", "revoke", "999999", settings), 1, "There is no token 999999");
    }

    [Fact]
    public async Task A_new_link_to_choose_a_password_takes_the_place_of_the_old_one()
    {
        await using var site = await Site.StartAsync("web", databases);
        string[] settings = [$"--ConnectionStrings:Registry={site.ConnectionString}", $"--Registry:PublicUrl={site.Url}"];
        var first = (await RunAsync(["user", "password", "Ferris", .. settings])).Succeeded().Output.Trim();
        using (var good = await site.Http.GetAsync(first, Cancelled))
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);

        var second = (await RunAsync(["user", "password", "ferris", .. settings])).Succeeded().Output.Trim();
        using (var old = await site.Http.GetAsync(first, Cancelled))
            Assert.Equal(HttpStatusCode.Gone, old.StatusCode);
        using (var good = await site.Http.GetAsync(second, Cancelled))
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);

        var start = RegistryExecutable.StartInfo(["user", "password", "ferris", .. settings]);
        var set = (await ProgramResult.RunAsync(start, Cancelled, "correct horse battery\n")).Succeeded();
        Assert.Empty(set.Output);
        using (var old = await site.Http.GetAsync(second, Cancelled))
            Assert.Equal(HttpStatusCode.Gone, old.StatusCode);
        AssertRefused(await RunAsync(["user", "password", "nobody", .. settings]), 1, "There is no user `nobody`");
    }

    private static Task<ProgramResult> RunAsync(params string[] arguments) => RegistryExecutable.RunAsync(arguments, Cancelled);

    private static void AssertRefused(ProgramResult result, int code, string words)
    {
        Assert.True(result.ExitCode == code, $"It ended with {result.ExitCode}.\n{result.Errors}");
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(words, line, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
