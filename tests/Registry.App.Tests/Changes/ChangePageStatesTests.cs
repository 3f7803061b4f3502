using Bunit;
using Registry.App.Changes;
using Registry.Data.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What the page says of a change in each state.</summary>
public sealed class ChangePageStatesTests : ChangePageTest
{
    [Fact]
    public void A_staged_publish_says_that_it_waits_for_a_release()
    {
        var page = Open(Sample.Staged());
        Assert.Equal("Staged", Chip(page));
        Assert.Equal("Your upload is safe. It is staged: it goes to the index once someone releases it.", Sentence(page));
        Assert.Contains("Held back until someone releases it.", Text(page.Find(".station.waiting")));
        Assert.Equal(
            ["done Accepted", "waiting Waiting its turn", "ahead Ready for cargo", "ahead In the git index", "ahead Checked as cargo would"],
            Track(page));
    }

    [Theory]
    [InlineData(0, "You are next.")]
    [InlineData(1, "1 ahead of you.")]
    [InlineData(2, "2 ahead of you.")]
    [InlineData(null, "Waits for a worker to take it up.")]
    public void A_waiting_publish_tells_its_place_in_line(int? position, string place)
    {
        var page = Open(Sample.Waiting(position: position));
        Assert.Equal("Waiting", Chip(page));
        Assert.Equal("Your upload is safe. It waits its turn; cargo will see this version shortly after.", Sentence(page));
        Assert.Contains(place, Text(page.Find(".station.waiting")));
    }

    [Theory]
    [InlineData(ChangeKind.Publish, "Your upload is safe. No worker is running; your crate goes on as soon as the operators start one.")]
    [InlineData(ChangeKind.Yank, "Your yank is noted. No worker is running; it goes on as soon as the operators start one. Until then cargo may still pick 0.4.2.")]
    [InlineData(ChangeKind.Unyank, "Your unyank is noted. No worker is running; it goes on as soon as the operators start one. Until then 0.4.2 stays yanked.")]
    public void Without_a_worker_nothing_is_promised_soon(ChangeKind kind, string sentence)
    {
        var page = Open(Sample.WithoutWorkers(Sample.Waiting(kind)));
        Assert.Equal(sentence, Sentence(page));
        Assert.Contains("No worker is running.", Text(page.Find(".station.waiting")));
        Assert.DoesNotContain("You are next", page.Markup);
    }

    [Fact]
    public void Without_a_worker_the_next_try_has_no_time()
    {
        var page = Open(Sample.WithoutWorkers(Sample.Retrying()));
        Assert.Equal(
            "Your upload is safe, but cargo cannot see this version yet. The last attempt failed. No worker is running; the next one comes as soon as the operators start one.",
            Sentence(page));
        Assert.EndsWith("No worker is running; the next try comes as soon as the operators start one.", Note(page));
    }

    [Fact]
    public void Without_a_worker_for_the_last_steps_the_version_is_usable_and_they_wait()
    {
        var page = Open(Sample.WithoutWorkers(Sample.Usable()));
        Assert.Equal(
            "You can use it: cargo finds this version now. No worker is running; the last steps go on as soon as the operators start one. Nothing for you to do.",
            Sentence(page));
        Assert.Contains("No worker is running.", Text(page.FindAll(".station")[3]));
    }

    [Theory]
    [InlineData(ChangeKind.Publish, "Your upload is safe. The operators have paused this step (the disk is changed); your crate goes on when they resume it.")]
    [InlineData(ChangeKind.Yank, "Your yank is noted. The operators have paused this step (the disk is changed); it goes on when they resume it. Until then cargo may still pick 0.4.2.")]
    public void While_a_queue_is_paused_the_page_says_so_and_why(ChangeKind kind, string sentence)
    {
        var page = Open(Sample.Paused(Sample.Waiting(kind)));
        Assert.Equal(sentence, Sentence(page));
        Assert.Contains("The operators have paused this step (the disk is changed).", Text(page.Find(".station.waiting")));
    }

    [Fact]
    public void A_failed_attempt_is_told_with_its_error_and_the_next_try()
    {
        var page = Open(Sample.Retrying());
        Assert.Equal("Retrying", Chip(page));
        Assert.StartsWith("Your upload is safe, but cargo cannot see this version yet.", Sentence(page));
        Assert.Contains("Nothing for you to do.", Sentence(page));
        Assert.Equal("The second attempt failed: disk full Nothing for you to do; the next try comes at 10:42:59 UTC, in 48 s.", Note(page));
        Assert.Equal("retrying Updating the index", Track(page)[2]);
    }

    [Fact]
    public void A_running_attempt_tells_what_went_wrong_before_it()
    {
        var page = Open(Sample.Running(attempt: 2, lastError: "the index moved"));
        Assert.Equal("Updating the index", Chip(page));
        Assert.Contains("Second attempt, running for 2 s on worker-1.", Text(page.Find(".station.running")));
        Assert.Equal("The first attempt failed: the index moved Nothing for you to do.", Note(page));
    }

    [Fact]
    public void A_first_attempt_that_runs_has_no_trouble_to_tell()
    {
        var page = Open(Sample.Running());
        Assert.Contains("Running for 2 s on worker-1.", Text(page.Find(".station.running")));
        Assert.Empty(page.FindAll(".note"));
    }

    [Fact]
    public void A_usable_version_can_be_used_before_everything_is_done()
    {
        var page = Open(Sample.Usable());
        Assert.Equal("Usable", Chip(page));
        Assert.Equal("You can use it: cargo finds this version now. The last steps finish by themselves.", Sentence(page));
        Assert.Equal(["done Ready for cargo", "waiting In the git index"], Track(page)[2..4]);
        Assert.False(page.Find(".copy-button").HasAttribute("disabled"));
    }

    [Fact]
    public void Trouble_with_the_git_index_does_not_make_a_version_less_usable()
    {
        var page = Open(Sample.GitRetrying());
        Assert.Equal("Usable", Chip(page));
        Assert.StartsWith("You can use it", Sentence(page));
        Assert.Contains("The git index is behind, and is tried again by itself. Nothing for you to do.", Sentence(page));
        Assert.Equal("retrying Updating the git index", Track(page)[3]);
        Assert.StartsWith("The third attempt failed: push rejected: the remote index moved", Note(page));
    }

    [Fact]
    public void A_publish_that_is_done_shows_every_station_and_the_commit()
    {
        var page = Open(Sample.AllDone());
        Assert.Equal("You can use it: cargo finds this version now. Nothing is left to do.", Sentence(page));
        Assert.All(Track(page), station => Assert.StartsWith("done ", station));
        Assert.Equal("In commit 3f786850e387550fdab836ed7e6dc881de23001b", Text(page.FindAll(".station")[3].QuerySelector("p")!));
        Assert.Equal("As of 10:42:13 UTC.", Text(page.Find(".heard")));
        Assert.Equal(0, Feed.Watchers);
    }

    [Fact]
    public void All_six_times_can_be_read()
    {
        var rows = Open(Sample.AllDone()).FindAll(".all-times tbody tr").Select(Text);
        Assert.Equal(
            [
                "Received 10:42:07 UTC 10:42:07 UTC 0.01 s",
                "Stored 10:42:07 UTC 10:42:07 UTC 0.03 s",
                "Waited its turn 10:42:07 UTC 10:42:08 UTC 1.4 s",
                "Sparse index 10:42:10 UTC 10:42:10 UTC 0.40 s 1",
                "Git index 10:42:11 UTC 10:42:11 UTC 0.60 s 1",
                "Checked 10:42:11 UTC 10:42:12 UTC 0.20 s",
            ],
            rows);
    }

    [Fact]
    public void Without_a_git_index_its_station_is_skipped()
    {
        var page = Open(Sample.DoneWithoutGit());
        Assert.Equal("skipped In the git index", Track(page)[3]);
        Assert.Contains("this registry keeps no git index", Text(page.Find(".station.skipped")));
    }

    [Fact]
    public void A_publish_that_was_given_up_tells_whom_to_turn_to()
    {
        var page = Open(Sample.Failed());
        Assert.Equal("Stopped", Chip(page));
        Assert.Contains("please tell its operators", Sentence(page));
        Assert.StartsWith("The fifth attempt failed: disk full It is not tried again by itself", Note(page));
        Assert.DoesNotContain("next try", Note(page));
        Assert.True(page.Find(".copy-button").HasAttribute("disabled"));
    }

    [Fact]
    public void A_git_index_that_was_given_up_leaves_the_version_usable()
    {
        var page = Open(Sample.GitFailed());
        Assert.Equal("Usable", Chip(page));
        Assert.Contains("needs the operators of this registry; there is nothing for you to do", Sentence(page));
        Assert.Equal("stopped Updating the git index", Track(page)[3]);
    }

    [Fact]
    public void A_version_that_was_yanked_since_is_not_offered_any_more()
    {
        var done = Sample.AllDone();
        var page = Open(done with { Details = done.Details with { Yanked = true } });
        Assert.Equal("Yanked since", Chip(page));
        Assert.Empty(page.FindAll(".copyable"));
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
        Assert.Empty(page.FindAll(".copyable"));
    }

    [Theory]
    [InlineData(ChangeKind.Yank, "Your yank is noted and waits its turn. Until then cargo may still pick 0.4.2.", "Yanked by")]
    [InlineData(ChangeKind.Unyank, "Your unyank is noted and waits its turn. Until then 0.4.2 stays yanked.", "Unyanked by")]
    [InlineData(ChangeKind.Delete, "Your request is noted and waits its turn. Until then cargo still finds 0.4.2.", "Deleted by")]
    public void A_yank_or_unyank_that_waits_says_what_still_holds(ChangeKind kind, string sentence, string by)
    {
        var page = Open(Sample.Waiting(kind));
        Assert.Equal(sentence, Sentence(page));
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
        Assert.Empty(page.FindAll(".copyable"));
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
        Assert.Empty(page.FindAll(".copyable"));
    }

    [Fact]
    public void Beside_the_track_stand_the_facts()
    {
        var aside = Open(Sample.Waiting()).Find("aside");
        Assert.Equal("crates/tide-tables/0.4.2", aside.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(
            "Published by ada with token laptop Version tide-tables 0.4.2 " +
            "Checksum b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c " +
            "Index entry ti/de/tide-tables Usually takes 3 s; nine in ten within 8 s Id of this change pub_7f3k2m9q",
            Text(aside));
    }

    [Fact]
    public void With_too_little_experience_no_usual_time_is_promised()
    {
        var change = Sample.Waiting();
        var page = Open(change with { Details = change.Details with { TypicalTime = null, TypicalTimeNineInTen = null, TokenName = null } });
        Assert.DoesNotContain("Usually", page.Find("aside").TextContent);
        Assert.StartsWith("Published by ada Version tide-tables 0.4.2 Checksum", Text(page.Find("aside")));
    }

    [Fact]
    public void An_unknown_id_gets_helpful_words()
    {
        var head = Head();
        var page = Open(null);
        Assert.Equal("There is no change with this id", page.Find("h1").TextContent);
        Assert.Contains(Sample.Id, page.Find("code").TextContent);
        head.WaitForAssertion(() => Assert.Contains("No such change", head.Markup));
        Assert.Equal(0, Feed.Watchers);
    }

    [Fact]
    public void An_error_is_shown_and_never_obeyed()
    {
        var page = Open(Sample.Retrying(error: "<img src=x onerror=alert(1)> & <b>bold</b>"));
        Assert.Equal("<img src=x onerror=alert(1)> & <b>bold</b>", page.Find(".note code").TextContent);
        Assert.Empty(page.FindAll(".note img, .note b"));
    }

    [Fact]
    public void A_long_error_begins_on_one_line_and_unfolds_whole()
    {
        var error = $"push rejected {new string('x', 300)}\nsecond line\n   at a frame";
        var page = Open(Sample.Retrying(error: error));
        var details = page.Find(".note details");
        Assert.False(details.HasAttribute("open"));
        Assert.Equal($"{error[..160]}…", details.QuerySelector("summary code")!.TextContent);
        Assert.Equal(error, details.QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public void An_error_is_not_cut_through_a_character()
    {
        var page = Open(Sample.Retrying(error: new string('x', 159) + "🦀" + new string('y', 40)));
        Assert.Equal(new string('x', 159) + "…", page.Find(".note summary code").TextContent);
    }

    [Fact]
    public void The_tab_carries_the_state()
    {
        var head = Head();
        Open(Sample.AllDone());
        head.WaitForAssertion(() =>
        {
            Assert.Equal("tide-tables 0.4.2 — usable", head.Find("title").TextContent);
            Assert.Equal("icons/live.svg", head.Find("link[rel=icon]").GetAttribute("href"));
        });
    }

    [Fact]
    public void Only_the_sentence_is_announced()
    {
        var announced = Assert.Single(Open(Sample.Retrying()).FindAll("[role=status], [aria-live]"));
        Assert.Equal("say", announced.ClassName);
    }

    [Fact]
    public void Each_state_has_a_mark_of_its_own_and_a_word_besides_its_colour()
    {
        ChangeStatus[] states = [Sample.Waiting(), Sample.Running(), Sample.Retrying(), Sample.Failed(), Sample.AllDone()];
        var pages = states.Select(Open).ToArray();
        Assert.Equal(states.Length, pages.Select(page => page.Find(".chip svg").InnerHtml).Distinct().Count());
        Assert.Equal(states.Length, pages.Select(Chip).Distinct().Count());
    }
}
