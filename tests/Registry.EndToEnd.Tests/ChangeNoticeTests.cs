using Npgsql;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class ChangeNoticeTests(Databases databases)
{
    [Fact]
    public async Task Who_published_what_nobody_brings_into_the_index_is_mailed_without_anybody_asking()
    {
        await using var site = await Site.StartAsync("web", databases, "--Monitor:MaxJobTime=00:00:01");
        await using (var connection = await site.OpenDatabaseAsync())
        await using (var address = new NpgsqlCommand("UPDATE users SET email = 'ferris@harbour.example', email_confirmed = true", connection))
            await address.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var change = await site.PublishAsync("tide", "0.1.0");
        await site.StartWorkerAsync("--queue", "mail");

        var folder = Path.Combine(site.DataDirectory, "mail");
        await Wait.UntilAsync(() => Directory.Exists(folder) && Directory.GetFiles(folder, "*.eml").Length > 0, Site.Patience, "the mail");
        var mail = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder, "*.eml")), TestContext.Current.CancellationToken);
        Assert.Contains("To: ferris@harbour.example", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: publish tide 0.1.0: it takes longer than usual", mail, StringComparison.Ordinal);
        Assert.Contains(change, mail.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
