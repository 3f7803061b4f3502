using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Registry.Jobs.Mail.Notices;
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
        await MakeLateAsync();
        await Task.WhenAll(Notices.EnqueueAsync(Cancelled), Notices.EnqueueAsync(Cancelled));
        var late = await MailAsync(1);
        Assert.Equal("2 changes: they take longer than usual", late.Subject);
        Assert.Contains($"publish tide-tables 0.4.2\n{await LinkAsync(status)}", late.Text, StringComparison.Ordinal);
        Assert.Contains("publish tide-tables 0.4.3\n", late.Text, StringComparison.Ordinal);

        await RunAsync("jobs", "resume", "sparse");
        await UntilDoneAsync(status);
        await TickAsync();
        Assert.Equal(0L, await MailJobsAsync());
        await LetAMinutePassAsync();
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
        await LetAMinutePassAsync();

        var stopped = await MailAsync(1);
        Assert.Equal(("ada@harbour.example", "publish tide-tables 0.4.2: stopped by the operators"), (stopped.To, stopped.Subject));
        Assert.Contains($"publish tide-tables 0.4.2 (“the name is under review”)\n{await LinkAsync(status)}", stopped.Text, StringComparison.Ordinal);

        (await RunAsync("index", "repair", "tide-tables")).Succeeded();
        await UntilDoneAsync(status);
        await LetAMinutePassAsync();
        await TickAsync();
        Assert.Equal("publish tide-tables 0.4.2: usable now", (await MailAsync(2)).Subject);
    }

    [Fact]
    public async Task Nobody_is_mailed_of_what_comes_to_pass_in_time_or_without_an_address_that_is_theirs()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await RunAsync("jobs", "pause", "sparse", "--reason", "so");
        await PublishAsync("tide-tables", "0.4.3");
        await MakeLateAsync();
        await TickAsync();
        Assert.Equal(0L, await MailJobsAsync());

        await ExecuteAsync("UPDATE users SET email = 'ada@harbour.example' WHERE login = 'ada'");
        await TickAsync();
        Assert.Equal(0L, await MailJobsAsync());

        await SetAddressAsync();
        await TickAsync();
        Assert.Equal("publish tide-tables 0.4.3: it takes longer than usual", (await MailAsync(1)).Subject);
    }

    [Fact]
    public async Task What_is_taken_up_again_within_a_minute_was_never_stopped()
    {
        await SetAddressAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        (await RunAsync("jobs", "discard", "--all", "--queue", "sparse", "--reason", "a slip")).Succeeded();
        await TickAsync();
        (await RunAsync("index", "repair", "tide-tables")).Succeeded();
        await LetAMinutePassAsync();
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(status);
        await NothingIsLeftAsync();
        await LetAMinutePassAsync();
        await TickAsync();
        Assert.Equal(0L, await MailJobsAsync());
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task With_the_first_that_is_late_all_that_wait_are_told_so_that_there_is_one_mail_in_a_while()
    {
        await SetAddressAsync();
        await PublishAsync("tide-tables", "0.4.2");
        await MakeLateAsync();
        await PublishAsync("tide-tables", "0.4.3");
        await TickAsync();
        await PublishAsync("tide-tables", "0.4.4");
        await TickAsync();
        await using var worker = await Registry.StartWorkerAsync("--Jobs:Queues:sparse:Workers=0");
        var late = await MailAsync(1);
        Assert.Equal("2 changes: they take longer than usual", late.Subject);
    }

    [Fact]
    public async Task Of_what_a_later_request_took_the_place_of_the_mail_says_so()
    {
        await SetAddressAsync();
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await RunAsync("jobs", "pause", "sparse", "--reason", "so");
        (await Http.YankAsync(Token, "tide-tables", "0.4.2", Cancelled)).Dispose();
        await MakeLateAsync();
        await TickAsync();
        Assert.Equal("yank tide-tables 0.4.2: it takes longer than usual", (await MailAsync(1)).Subject);
        (await Http.UnyankAsync(Token, "tide-tables", "0.4.2", Cancelled)).Dispose();
        await RunAsync("jobs", "resume", "sparse");
        await NothingIsLeftAsync();
        await LetAMinutePassAsync();
        await TickAsync();
        Assert.Contains("yank tide-tables 0.4.2: a later request took its place", (await MailAsync(2)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_nobody_is_at_the_other_end_of_is_given_up_and_one_that_is_refused_otherwise_is_not()
    {
        await using var server = new SmtpReceiver { RecipientVerdict = "550 5.1.1 no such user here" };
        await SetAddressAsync();
        await PublishAsync("tide-tables", "0.4.2");
        await MakeLateAsync();
        await TickAsync();
        string[] mailOnly =
        [
            "--Jobs:Queues:sparse:Workers=0", "--Mail:Smtp:Host=127.0.0.1", $"--Mail:Smtp:Port={server.Port}", "--Mail:Smtp:Security=None",
            "--Jobs:Retry:BaseDelay=00:10:00",
        ];
        await using (await Registry.StartWorkerAsync(mailOnly))
        {
            await Wait.UntilAsync(async () => await MailJobsAsync() is 0L, null, "the mail to be given up");
            Assert.Equal(1, server.Recipients);
            server.RecipientVerdict = "550 5.7.1 relaying denied";
            await ExecuteAsync("UPDATE index_changes SET notice = NULL");
            await TickAsync();
            await Wait.UntilAsync(
                async () => await QueryAsync("SELECT count(*) FROM background_jobs WHERE queue = 'mail' AND last_error LIKE '%relaying denied%'") is 1L,
                null, "the mail to be tried again later");
        }
    }

    [Theory]
    [InlineData("change_notices = false")]
    [InlineData("email_confirmed = false")]
    public async Task Nobody_is_mailed_who_does_not_want_it_even_if_the_mail_waits_already(string change)
    {
        await SetAddressAsync();
        await PublishAsync("tide-tables", "0.4.2");
        (await RunAsync("jobs", "discard", "--all", "--queue", "sparse", "--reason", "so")).Succeeded();
        await TickAsync();
        Assert.Equal(1L, await MailJobsAsync());
        await ExecuteAsync($"UPDATE users SET {change}");
        await PublishAsync("tide-tables", "0.4.3");
        (await RunAsync("jobs", "discard", "--all", "--queue", "sparse", "--reason", "so")).Succeeded();
        await TickAsync();
        Assert.Equal(1L, await MailJobsAsync());

        await LetAMinutePassAsync();
        await using var worker = await Registry.StartWorkerAsync();
        await NothingIsLeftAsync();

        Assert.False(Directory.Exists(Folder));
    }

    private ChangeNotices Notices => Registry.Services.GetRequiredService<ChangeNotices>();

    private async Task TickAsync()
    {
        using var scope = Registry.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<NoticeTick>().EnqueueAsync(Cancelled);
    }

    private async Task<string> LinkAsync(string status) => (await Http.GetChangeAsync(status, Cancelled))["status_url"]!.GetValue<string>();

    private Task SetAddressAsync() => ExecuteAsync("UPDATE users SET email = 'ada@harbour.example', email_confirmed = true WHERE login = 'ada'");

    private Task MakeLateAsync() => ExecuteAsync("UPDATE index_changes SET requested_at = requested_at - interval '16 minutes'");

    /// <summary>For what waits until it is quiet.</summary>
    private Task LetAMinutePassAsync() => ExecuteAsync(
        """
        UPDATE index_changes SET sparse_finished_at = sparse_finished_at - interval '2 minutes';
        UPDATE background_jobs SET run_at = now() WHERE queue = 'mail';
        """);

    private Task<object?> MailJobsAsync() => QueryAsync("SELECT count(*) FROM background_jobs WHERE queue = 'mail'");

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
