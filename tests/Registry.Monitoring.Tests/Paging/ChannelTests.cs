using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs;
using Registry.Jobs.Monitoring.Paging;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Paging;

public sealed class ChannelTests
{
    private const string Secret = "a secret of the webhook";

    private static readonly PageMessage Opened = new()
    {
        Id = "0198-trigger",
        Kind = PageMessageKind.Trigger,
        IncidentId = "0198",
        Key = "old_jobs/git",
        Check = "old_jobs",
        Sentence = "3 jobs are late.",
        OpenedAt = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero),
        Registry = "https://crates.example.com",
    };

    private static readonly PageMessage Resolved =
        Opened with { Id = "0198-resolve", Kind = PageMessageKind.Resolve, ClearedAt = Opened.OpenedAt.AddMinutes(7) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PagerDuty_gets_a_trigger_and_a_resolve_of_one_dedup_key()
    {
        await using var pager = await HttpReceiver.StartAsync();
        var channel = Channel("pagerduty", ("PagerDuty:RoutingKey", "R0"), ("PagerDuty:Url", pager.Url));
        await channel.SendAsync(Opened, Cancelled);
        await channel.SendAsync(Resolved, Cancelled);

        Assert.All(pager.Requests, request => Assert.Equal("/v2/enqueue", request.Path));
        Assert.All(pager.Requests, request => Assert.Equal("application/json", request.Headers["Content-Type"]));
        var (trigger, resolve) = (pager.Taken[0], pager.Taken[1]);
        Assert.Equal("R0", trigger["routing_key"]!.GetValue<string>());
        Assert.Equal("trigger", trigger["event_action"]!.GetValue<string>());
        Assert.Equal("3 jobs are late.", trigger["payload"]!["summary"]!.GetValue<string>());
        Assert.Equal("critical", trigger["payload"]!["severity"]!.GetValue<string>());
        Assert.Equal("https://crates.example.com", trigger["payload"]!["source"]!.GetValue<string>());
        Assert.Equal("resolve", resolve["event_action"]!.GetValue<string>());
        Assert.Equal(trigger["dedup_key"]!.GetValue<string>(), resolve["dedup_key"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_error_names_what_was_answered_and_no_secret()
    {
        await using var pager = await HttpReceiver.StartAsync();
        pager.Status = StatusCodes.Status400BadRequest;
        pager.Answer = "the routing key R0SECRET is unknown";
        var channel = Channel("pagerduty", ("PagerDuty:RoutingKey", "R0SECRET"), ("PagerDuty:Url", pager.Url));

        var exception = await Assert.ThrowsAsync<PagingException>(() => channel.SendAsync(Opened, Cancelled));
        Assert.Equal("PagerDuty answered 400: the routing key *** is unknown", exception.Message);
        Assert.Null(exception.InnerException);
    }

    [Fact]
    public async Task The_signature_of_a_webhook_is_of_its_id_time_and_body()
    {
        await using var hook = await HttpReceiver.StartAsync();
        await Channel("webhook", ("Webhook:Url", $"{hook.Url}/hooks/1?a=b"), ("Webhook:Secret", Secret)).SendAsync(Resolved, Cancelled);

        var request = Assert.Single(hook.Requests);
        Assert.Equal("/hooks/1?a=b", request.Path);
        Assert.Equal("0198-resolve", request.Headers["webhook-id"]);
        var time = request.Headers["webhook-timestamp"];
        Assert.InRange(
            long.Parse(time, CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(Secret));
        var signature = hmac.ComputeHash([.. Encoding.UTF8.GetBytes($"0198-resolve.{time}."), .. request.Body]);
        Assert.Equal($"v1,{Convert.ToBase64String(signature)}", request.Headers["webhook-signature"]);

        var body = Assert.Single(hook.Taken);
        Assert.Equal("incident.resolved", body["type"]!.GetValue<string>());
        Assert.Equal("old_jobs/git", body["data"]!["key"]!.GetValue<string>());
        Assert.Equal("3 jobs are late.", body["data"]!["sentence"]!.GetValue<string>());
        Assert.Equal("2026-11-23T12:07:00+00:00", body["data"]!["cleared_at"]!.GetValue<string>());
    }

    [Fact]
    public void A_signature_is_that_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await HttpReceiver.StartAsync();
        await using var hook = await HttpReceiver.StartAsync();
        hook.Status = StatusCodes.Status307TemporaryRedirect;

        await Assert.ThrowsAsync<PagingException>(() => Channel("webhook", ("Webhook:Url", hook.Url)).SendAsync(Opened, Cancelled));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_webhook_that_cannot_be_reached_is_not_named()
    {
        var gone = await HttpReceiver.StartAsync();
        var url = gone.Url;
        await gone.DisposeAsync();

        var exception = await Assert.ThrowsAsync<PagingException>(
            () => Channel("webhook", ("Webhook:Url", $"{url}/hooks/of-somebody")).SendAsync(Opened, Cancelled));
        Assert.StartsWith("The webhook cannot be reached", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("of-somebody", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_is_handed_over_by_SMTP_with_a_password()
    {
        await using var smtp = new SmtpReceiver { Account = ("registry", "p4ss") };
        var channel = Mail(smtp, "p4ss");
        await channel.SendAsync(Opened, Cancelled);
        await channel.SendAsync(Resolved, Cancelled);

        Assert.Equal(2, smtp.Mails.Count);
        var mail = smtp.Mails[0];
        Assert.Equal("registry", mail.User);
        Assert.Contains("<registry@example.com>", mail.From, StringComparison.Ordinal);
        Assert.Equal(2, mail.To.Count);
        Assert.Contains("Subject: [Registry] 3 jobs are late.", mail.Data, StringComparison.Ordinal);
        Assert.Contains("Incident: old_jobs/git (0198)", mail.Data, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <0198-trigger@example.com>", mail.Data, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Subject: [Registry] Over: 3 jobs are late.", smtp.Mails[1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_an_error_that_does_not_repeat_it()
    {
        await using var smtp = new SmtpReceiver { Account = ("registry", "p4ss") };

        var exception = await Assert.ThrowsAsync<PagingException>(() => Mail(smtp, "wr0ng").SendAsync(Opened, Cancelled));
        Assert.DoesNotContain("wr0ng", exception.Message, StringComparison.Ordinal);
        Assert.Empty(smtp.Mails);
    }

    [Fact]
    public async Task A_mail_that_is_refused_is_an_error()
    {
        await using var smtp = new SmtpReceiver { Verdict = "452 no room" };

        var exception = await Assert.ThrowsAsync<PagingException>(() => Mail(smtp, "p4ss").SendAsync(Opened, Cancelled));
        Assert.Contains("no room", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_not_sent_to_a_server_without_TLS_unless_that_is_set()
    {
        await using var smtp = new SmtpReceiver();
        var channel = Channel(
            "email", ("Email:To", "oncall@example.com"), ("Email:From", "registry@example.com"), ("Smtp:Host", "127.0.0.1"),
            ("Smtp:Port", smtp.Port.ToString(CultureInfo.InvariantCulture)));

        await Assert.ThrowsAsync<PagingException>(() => channel.SendAsync(Opened, Cancelled));
        Assert.Empty(smtp.Mails);
    }

    private static IPagingChannel Mail(SmtpReceiver smtp, string password) => Channel(
        "email",
        ("Email:To", "oncall@example.com, ada@example.com"),
        ("Email:From", "registry@example.com"),
        ("Smtp:Host", "127.0.0.1"),
        ("Smtp:Port", smtp.Port.ToString(CultureInfo.InvariantCulture)),
        ("Smtp:Security", "None"),
        ("Smtp:Username", "registry"),
        ("Smtp:Password", password));

    private static IPagingChannel Channel(string name, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Paging:{setting.Key}", (string?)setting.Value)))
            .Build();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddSingleton(new PublicUrl(() => new Uri(Opened.Registry)))
            .AddPagingChannels()
            .BuildServiceProvider();
        return services.GetServices<IPagingChannel>().Single(channel => channel.Name == name);
    }
}
