using Bunit;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What the page says of a publish in each state.</summary>
public sealed class ChangePageStatesTests : ChangePageTest
{
    [Fact]
    public void A_staged_publish_says_that_it_waits_for_a_release()
    {
        var page = Open(Sample.Staged());
        Assert.Equal("Staged", Chip(page));
        Assert.Equal("Your upload is safe. It is staged: it goes to the index once someone releases it. Nothing for you to do.", Sentence(page));
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
        Assert.Equal("Your upload is safe. It waits its turn; cargo will see this version shortly after. Nothing for you to do.", Sentence(page));
        Assert.Contains(place, Text(page.Find(".station.waiting")));
    }

    [Fact]
    public void A_failed_attempt_is_told_with_its_error_and_the_next_try()
    {
        var page = Open(Sample.Retrying());
        Assert.Equal("Retrying", Chip(page));
        Assert.StartsWith("Your upload is safe, but cargo cannot see this version yet.", Sentence(page));
        Assert.Contains("Nothing for you to do.", Sentence(page));
        Assert.Equal("The second attempt failed: disk full The next try comes at 10:42:59 UTC, in 48 s.", Note(page));
        Assert.Equal("retrying Updating the index", Track(page)[2]);
    }

    [Fact]
    public void A_running_attempt_tells_what_went_wrong_before_it()
    {
        var page = Open(Sample.Running(attempt: 2, lastError: "the index moved"));
        Assert.Equal("Updating the index", Chip(page));
        Assert.Contains("Second attempt, running for 2 s on worker-1.", Text(page.Find(".station.running")));
        Assert.Equal("The first attempt failed: the index moved", Note(page));
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
        Assert.Equal("You can use it: cargo finds this version now. The last steps finish by themselves. Nothing for you to do.", Sentence(page));
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
        Assert.Contains("ask them to take it up again, and give them the id", Sentence(page));
        Assert.Equal(
            "The operators have stopped it: “not before the audit” Before that, the fifth attempt failed: disk full It is not tried again by itself. "
            + "It goes on when the operators take it up again, and with the next change of this crate.",
            Note(page));
        Assert.Equal("Stopped after 5 attempts.", Said(page, 2));
        Assert.DoesNotContain("next try", Note(page));
        Assert.True(page.Find(".copy-button").HasAttribute("disabled"));
    }

    [Fact]
    public void A_git_index_that_was_given_up_leaves_the_version_usable()
    {
        var page = Open(Sample.GitFailed());
        Assert.Equal("Usable", Chip(page));
        Assert.Contains("The operators have stopped it at a later step. Nothing for you to do.", Sentence(page));
        Assert.Equal("stopped Updating the git index", Track(page)[3]);
    }

    [Fact]
    public void A_job_that_is_gone_before_its_first_attempt_is_told_too()
    {
        var gone = new StageStop(StageName.SparseIndex, null, null, 0, null);
        var page = Open((Sample.Waiting() with { State = ChangeState.Failed })
            .With(StageName.Queued, stage => stage with { State = StageState.Done, FinishedAt = Sample.After(2) })
            .With(StageName.SparseIndex, stage => stage with { State = StageState.Failed, LastError = gone.InWords, Stop = gone }));
        Assert.Equal(("stopped Updating the index", "Stopped."), (Track(page)[2], Said(page, 2)));
        Assert.Contains("Nothing goes on with it, as the operators are told; ask them to take it up again", Sentence(page), StringComparison.Ordinal);
        Assert.StartsWith("Its job is gone from the queue. It is not tried again by itself.", Note(page));
    }

    [Fact]
    public void What_was_given_up_is_followed_until_somebody_takes_it_up_again()
    {
        var page = Open(Sample.Failed());
        Feed.Tell(Sample.Running());
        page.WaitForAssertion(() => Assert.Equal("Updating the index", Chip(page)));
        Feed.Tell(Sample.AllDone());
        page.WaitForAssertion(() => Assert.Equal("Usable", Chip(page)));
    }
}
