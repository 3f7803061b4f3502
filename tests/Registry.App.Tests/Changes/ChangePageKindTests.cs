using Bunit;
using Registry.App.Changes;
using Registry.Data.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What differs in a yank, an unyank and a deletion, and in what was done before one of them.</summary>
public sealed class ChangePageKindTests : ChangePageTest
{
    [Fact]
    public void A_version_that_was_yanked_since_is_not_offered_any_more()
    {
        var done = Sample.AllDone();
        var page = Open(done with { Details = done.Details with { Yanked = true } });
        Assert.Equal("Yanked since", Chip(page));
        Assert.Empty(page.FindAll("article > .copyable"));
    }

    [Fact]
    public void A_superseded_change_leads_to_the_later_request()
    {
        var page = Open(Sample.Superseded());
        Assert.Equal("Superseded", Chip(page));
        Assert.Equal("A later request for 0.4.2 took the place of this yank before it was applied. Nothing for you to do.", Sentence(page));
        Assert.Equal("changes/pub_later", page.Find(".later a").GetAttribute("href"));
        Assert.All(Track(page)[2..], station => Assert.StartsWith("skipped ", station));
        Assert.DoesNotContain("keeps no git index", page.Markup);
    }

    [Fact]
    public void A_superseded_change_never_looks_as_if_it_had_come_to_pass()
    {
        var page = Open(Sample.AllDone(ChangeKind.Yank) with { SupersededBy = "pub_later" });
        Assert.Equal("Superseded", Chip(page));
        Assert.All(Track(page)[2..], station => Assert.StartsWith("skipped ", station));
    }

    [Theory]
    [InlineData(ChangeKind.Yank, "Yanked", "0.4.2 is yanked: cargo no longer picks it for new lock files. Projects that have it already keep working.")]
    [InlineData(ChangeKind.Unyank, "Unyanked", "0.4.2 is back: cargo picks it for new lock files again.")]
    public void A_yank_or_unyank_that_is_done_says_what_holds_now(ChangeKind kind, string word, string sentence)
    {
        var done = Sample.AllDone(kind);
        var page = Open(done with { Details = done.Details with { Yanked = kind == ChangeKind.Yank } });
        Assert.Equal(word, Chip(page));
        Assert.Equal($"{sentence} Nothing is left to do.", Sentence(page));
        Assert.Empty(page.FindAll("article > .copyable"));
    }

    [Theory]
    [InlineData(ChangeKind.Yank, "Your yank is noted and waits its turn. Until then cargo may still pick 0.4.2.", "Yanked by")]
    [InlineData(ChangeKind.Unyank, "Your unyank is noted and waits its turn. Until then 0.4.2 stays yanked.", "Unyanked by")]
    [InlineData(ChangeKind.Delete, "Your request is noted and waits its turn. Until then cargo still finds 0.4.2.", "Deleted by")]
    public void A_yank_or_unyank_that_waits_says_what_still_holds(ChangeKind kind, string sentence, string by)
    {
        var page = Open(Sample.Waiting(kind));
        Assert.Equal($"{sentence} Nothing for you to do.", Sentence(page));
        Assert.Contains($"{by} ada with token laptop", Text(page.Find("aside")));
        Assert.DoesNotContain("KiB", page.Find(".track").TextContent);
    }

    [Theory]
    [InlineData(ChangeKind.Yank, "0.4.2 is not yanked yet.")]
    [InlineData(ChangeKind.Unyank, "0.4.2 is still yanked.")]
    [InlineData(ChangeKind.Delete, "0.4.2 is not deleted yet.")]
    public void A_yank_or_unyank_that_retries_does_not_claim_to_have_happened(ChangeKind kind, string sentence)
    {
        Assert.Contains(sentence, Sentence(Open(Sample.Retrying(kind))));
        Assert.Contains(sentence, Headline.Of(Sample.Failed(kind), Sample.Requested).Sentence);
    }

    [Fact]
    public void A_deletion_that_is_done_says_what_is_left_and_why_it_was_asked_for()
    {
        var done = Sample.AllDone(ChangeKind.Delete);
        var page = Open(done with { Details = done.Details with { Deleted = true, Message = "it had a <key> in it" } });
        Assert.Equal("Deleted", Chip(page));
        Assert.Equal(
            "0.4.2 is deleted: cargo does not find it any more. Its number is never given out again. Nothing is left to do.", Sentence(page));
        Assert.Equal("“it had a <key> in it”", page.Find(".message").TextContent);
        Assert.Empty(page.FindAll("article > .copyable"));
    }

    [Theory]
    [InlineData(ChangeKind.Publish)]
    [InlineData(ChangeKind.Yank)]
    [InlineData(ChangeKind.Unyank)]
    public void What_was_done_before_a_deletion_does_not_claim_to_hold_still(ChangeKind kind)
    {
        var done = Sample.AllDone(kind);
        var page = Open(done with { Details = done.Details with { Deleted = true } });
        Assert.Equal("Deleted since", Chip(page));
        Assert.Contains("0.4.2 has been deleted since", Sentence(page), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("article > .copyable"));
    }

    [Theory]
    [InlineData(ChangeKind.Publish, "Your upload is safe. The index is being updated now; cargo will see this version in a moment.")]
    [InlineData(ChangeKind.Yank, "The index is being updated now; 0.4.2 will be yanked in a moment.")]
    [InlineData(ChangeKind.Unyank, "The index is being updated now; 0.4.2 will be back in a moment.")]
    [InlineData(ChangeKind.Delete, "The index is being updated now; 0.4.2 will be gone in a moment.")]
    public void While_it_runs_it_says_what_comes_next(ChangeKind kind, string sentence) =>
        Assert.Equal($"{sentence} Nothing for you to do.", Sentence(Open(Sample.Running(kind))));

    [Theory]
    [InlineData(ChangeKind.Yank, "The yank is staged: 0.4.2 is yanked once someone releases it.")]
    [InlineData(ChangeKind.Unyank, "The unyank is staged: 0.4.2 comes back once someone releases it.")]
    [InlineData(ChangeKind.Delete, "The deletion is staged: 0.4.2 vanishes once someone releases it.")]
    public void What_is_staged_says_what_its_release_brings(ChangeKind kind, string sentence) =>
        Assert.Equal($"{sentence} Nothing for you to do.", Sentence(Open(Sample.Staged(kind))));

    [Theory]
    [InlineData(ChangeKind.Publish, "A later request took the place of this one. Nothing for you to do.")]
    [InlineData(ChangeKind.Unyank, "A later request for 0.4.2 took the place of this unyank before it was applied. Nothing for you to do.")]
    [InlineData(ChangeKind.Delete, "A later request took the place of this one. Nothing for you to do.")]
    public void What_is_superseded_says_by_what(ChangeKind kind, string sentence) => Assert.Equal(sentence, Sentence(Open(Sample.Superseded(kind))));

    [Theory]
    [InlineData(ChangeKind.Publish, true, "Yanked since", "It was published, and has been yanked since: cargo no longer picks it for new lock files.")]
    [InlineData(ChangeKind.Yank, false, "Unyanked since", "0.4.2 was yanked, and has been brought back since.")]
    [InlineData(ChangeKind.Unyank, true, "Yanked since", "0.4.2 was brought back, and has been yanked again since.")]
    public void What_was_undone_does_not_claim_to_hold_still(ChangeKind kind, bool yanked, string word, string sentence)
    {
        var done = Sample.AllDone(kind);
        var page = Open(done with { Details = done.Details with { Yanked = yanked } });
        Assert.Equal((word, $"{sentence} Nothing is left to do."), (Chip(page), Sentence(page)));
    }

    [Theory]
    [InlineData(ChangeKind.Publish, "done Ready for cargo", "Index entry and file fetched and compared: the checksum agrees.")]
    [InlineData(ChangeKind.Yank, "done Yanked for cargo", "Index entry fetched: it says that the version is yanked.")]
    [InlineData(ChangeKind.Unyank, "done Back for cargo", "Index entry fetched: it says that the version is not yanked.")]
    [InlineData(ChangeKind.Delete, "done Gone for cargo", "Its file is removed; index and download answer that there is none.")]
    public void The_track_says_at_what_it_arrives_and_what_was_checked(ChangeKind kind, string arrival, string check)
    {
        var page = Open(Sample.AllDone(kind));
        Assert.Equal(arrival, Track(page)[2]);
        Assert.Equal(check, Text(page.FindAll(".station")[4].QuerySelector("p")!));
    }
}
