using Bunit;
using Registry.App.Audit;
using Registry.App.Tests.Changes;
using Registry.Data.Audit;
using Xunit;

namespace Registry.App.Tests.Audit;

public sealed class AuditTableTests : PageTest
{
    private static readonly AuditLine Publish = new(
        "7", Sample.Requested, "ada", 1, "laptop", 3, "http", AuditActions.Publish, "tide-tables", "0.4.2", new Dictionary<string, string> { ["checksum"] = "b5bb" });

    [Fact]
    public void An_entry_says_who_did_what_to_what_and_leads_there()
    {
        var row = Table(Publish).Find("tbody tr");
        Assert.EndsWith("ada with laptop published tide-tables 0.4.2 checksum b5bb", Text(row), StringComparison.Ordinal);
        Assert.Equal("crates/tide-tables/0.4.2", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void What_was_done_to_an_account_leads_to_it_and_to_a_queue_names_it()
    {
        var role = Publish with
        {
            Actor = "root@harbour",
            Source = "cli",
            Token = null,
            Action = AuditActions.SetRole,
            Crate = null,
            Version = null,
            Details = new Dictionary<string, string> { ["user"] = "grace", ["role"] = "Operator" },
        };
        var pause = role with { Action = "pause_queue", Details = new Dictionary<string, string> { ["queue"] = "git", ["reason"] = "so" } };
        var rows = Table(role, pause).FindAll("tbody tr");
        Assert.EndsWith("root@harbour at the command line gave a role grace role Operator", Text(rows[0]), StringComparison.Ordinal);
        Assert.Equal("admin/users/grace", rows[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("paused a queue git", Text(rows[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_words_for_whatever_is_written_down()
    {
        var all = typeof(AuditActions).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        Assert.Empty(all.Except(AuditWords.Actions));
        Assert.Equal("danced a tango", AuditWords.Of("danced_a_tango"));
    }

    private static string Text(AngleSharp.Dom.IElement element) => ChangePageTest.Text(element);

    private IRenderedComponent<AuditTable> Table(params AuditLine[] lines) =>
        Render<AuditTable>(table => table.Add(shown => shown.Lines, lines).Add(shown => shown.Now, Sample.Requested));
}
