using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Registry.Jobs.Scheduling;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Who has closed the page is mailed when a change takes too long or was stopped, and when it has come to pass after all.</summary>
public sealed class ChangeNoticeTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private string Folder => Path.Combine(Registry.DataDirectory, "mail");

    [Fact]
    public async Task What_takes_too_long_is_mailed_once_and_again_when_it_is_usable()
    {
        await SetAddressAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        await PublishAsync("tide-tables", "0.4.3");
        await RunAsync("jobs", "pause", "sparse", "--reason", "so");
        await using var worker = await Registry.StartWorkerAsync();
        await TickAsync();
        await ExecuteAsync("UPDATE index_changes SET requested_at = requested_at - interval '16 minutes'");
        await Task.WhenAll(TickAsync(), TickAsync());
        var late = await MailAsync(1);
        Assert.Equal("2 changes: they take longer than usual", late.Subject);
        Assert.Contains($"publish tide-tables 0.4.2\n{await LinkAsync(status)}", late.Text, StringComparison.Ordinal);
        Assert.Contains("publish tide-tables 0.4.3\n", late.Text, StringComparison.Ordinal);

        await RunAsync("jobs", "resume", "sparse");
        await UntilDoneAsync(status);
        await TickAsync();
        var usable = await MailAsync(2);
        Assert.Equal("2 changes: usable now", usable.Subject);
        await TickAsync();
        await NothingIsLeftAsync();
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task What_operators_have_stopped_is_mailed_with_their_reason()
    {
        await SetAddressAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        (await RunAsync("jobs", "discard", "--all", "--queue", "sparse", "--reason", "the name is under review")).Succeeded();
        await using var worker = await Registry.StartWorkerAsync();
        await TickAsync();

        var stopped = await MailAsync(1);
        Assert.Equal(("ada@harbour.example", "publish tide-tables 0.4.2: stopped by the operators"), (stopped.To, stopped.Subject));
        Assert.Contains($"publish tide-tables 0.4.2 (“the name is under review”)\n{await LinkAsync(status)}", stopped.Text, StringComparison.Ordinal);

        (await RunAsync("index", "repair", "tide-tables")).Succeeded();
        await UntilDoneAsync(status);
        await TickAsync();
        Assert.Equal("publish tide-tables 0.4.2: usable now", (await MailAsync(2)).Subject);
    }

    [Fact]
    public async Task Nobody_is_mailed_of_what_comes_to_pass_in_time_or_to_no_address()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await RunAsync("jobs", "pause", "sparse", "--reason", "so");
        await PublishAsync("tide-tables", "0.4.3");
        await ExecuteAsync("UPDATE index_changes SET requested_at = requested_at - interval '16 minutes'");
        await TickAsync();
        Assert.Equal(0L, await QueryAsync("SELECT count(*) FROM background_jobs WHERE queue = 'mail'"));

        await SetAddressAsync();
        await TickAsync();
        Assert.Equal("publish tide-tables 0.4.3: it takes longer than usual", (await MailAsync(1)).Subject);
    }

    private async Task TickAsync()
    {
        using var scope = Registry.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<NoticeTick>().EnqueueAsync(Cancelled);
    }

    private async Task<string> LinkAsync(string status) => (await Http.GetChangeAsync(status, Cancelled))["status_url"]!.GetValue<string>();

    private Task SetAddressAsync() => ExecuteAsync("UPDATE users SET email = 'ada@harbour.example' WHERE login = 'ada'");

    private Task NothingIsLeftAsync() => Wait.UntilAsync(
        async () => await QueryAsync("SELECT count(*) FROM background_jobs") is 0L, null, "all jobs to be done");

    private async Task<(string To, string Subject, string Text)> MailAsync(int number)
    {
        await Wait.UntilAsync(() => Directory.Exists(Folder) && Directory.GetFiles(Folder, "*.eml").Length >= number, null, $"mail {number}");
        var file = Directory.GetFiles(Folder, "*.eml").Order(StringComparer.Ordinal).Last();
        using var mail = await MimeMessage.LoadAsync(file, Cancelled);
        return (mail.To.ToString(), mail.Subject ?? "", (mail.TextBody ?? "").ReplaceLineEndings("\n"));
    }

    private Task<ProgramResult> RunAsync(params string[] arguments) => RegistryExecutable.RunAsync([.. arguments, .. Registry.Settings], Cancelled);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<object?> QueryAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
