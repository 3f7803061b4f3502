using Bunit;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What the stations of the track say, to those who see their marks and to those who do not.</summary>
public sealed class ChangePageTrackTests : ChangePageTest
{
    [Theory]
    [InlineData(nameof(Sample.Waiting), 1, "done", "waiting", "still to come", "still to come", "still to come")]
    [InlineData(nameof(Sample.Running), 2, "done", "done", "running", "still to come", "still to come")]
    [InlineData(nameof(Sample.Retrying), 2, "done", "done", "waiting for the next try", "still to come", "still to come")]
    [InlineData(nameof(Sample.Failed), 2, "done", "done", "stopped", "still to come", "still to come")]
    [InlineData(nameof(Sample.Usable), 3, "done", "done", "done", "waiting", "still to come")]
    [InlineData(nameof(Sample.GitRetrying), 3, "done", "done", "done", "waiting for the next try", "still to come")]
    [InlineData(nameof(Sample.GitFailed), 3, "done", "done", "done", "stopped", "still to come")]
    [InlineData(nameof(Sample.DoneWithoutGit), null, "done", "done", "done", "skipped", "done")]
    public void Each_station_says_in_words_what_its_mark_shows_and_one_is_where_the_change_is(string name, int? current, params string[] words)
    {
        var stations = Open(Sample.Named(name)).FindAll("ol[aria-label='The way of this change'] > li");
        Assert.Equal(words, stations.Select(station => station.QuerySelector("h2 .visually-hidden")!.TextContent.TrimStart(',', ' ')));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(number => number == current ? "step" : null), stations.Select(station => station.GetAttribute("aria-current")));
    }

    [Theory]
    [InlineData(0, "Waits for the next commit.")]
    [InlineData(null, "Waits for the next commit.")]
    [InlineData(3, "3 ahead of it.")]
    public void A_usable_version_tells_its_place_before_the_git_index(int? position, string place)
    {
        var page = Open(Sample.Usable().With(StageName.GitIndex, stage => stage with { Position = position }));
        Assert.Equal(("waiting In the git index", place), (Track(page)[3], Said(page, 3)));
    }

    [Theory]
    [InlineData(StageName.GitIndex, 3, "running Updating the git index", "Second attempt, running for 1 s on worker-2.")]
    [InlineData(StageName.Verified, 4, "running Checking as cargo would", "Second attempt, running for 1 s on worker-2.")]
    public void Later_steps_run_for_all_to_see(StageName name, int station, string title, string said)
    {
        var page = Open(Until(name).With(name, stage => stage with
        {
            State = StageState.Running,
            StartedAt = Sample.After(5),
            Attempts = 2,
            LastError = "moved",
            Worker = "worker-2",
        }));
        Assert.Equal((title, said), (Track(page)[station], Said(page, station)));
        Assert.Equal("The first attempt failed: moved", Note(page));
        Assert.Equal("Usable", Chip(page));
    }

    [Fact]
    public void A_check_that_fails_is_tried_again_and_leaves_the_version_usable()
    {
        var page = Open(Until(StageName.Verified).With(StageName.Verified, stage => stage with
        {
            Attempts = 1,
            LastError = "the checksum differs",
            NextAttemptAt = Sample.After(10),
        }));
        Assert.Equal(("retrying Checking as cargo would", "One attempt so far."), (Track(page)[4], Said(page, 4)));
        Assert.Equal("The first attempt failed: the checksum differs The next try comes at 10:42:17 UTC, in 4 s.", Note(page));
        Assert.StartsWith("You can use it", Sentence(page));
    }

    [Fact]
    public void A_check_that_was_given_up_leaves_nothing_to_do_for_others()
    {
        var page = Open((Until(StageName.Verified) with { State = ChangeState.Failed }).With(StageName.Verified, stage => stage with
        {
            State = StageState.Failed,
            Attempts = 4,
            LastError = "the checksum differs",
        }));
        Assert.Equal(("stopped Checking as cargo would", "Stopped after 4 attempts."), (Track(page)[4], Said(page, 4)));
        Assert.EndsWith("Nothing for you to do.", Sentence(page));
        Assert.EndsWith("It goes on when the operators take it up again, and with the next change of this crate.", Note(page));
    }

    [Fact]
    public void What_took_several_attempts_says_so_when_it_is_done()
    {
        var done = Sample.AllDone()
            .With(StageName.SparseIndex, stage => stage with { Attempts = 3 }).With(StageName.GitIndex, stage => stage with { Attempts = 22 });
        var page = Open(done);
        Assert.Equal("In the sparse index, at the third attempt.", Said(page, 2));
        Assert.Equal("At the 22nd attempt, in commit 3f786850e387550fdab836ed7e6dc881de23001b", Said(page, 3));
        Assert.Empty(page.FindAll(".note"));
    }

    [Fact]
    public void A_git_index_that_held_the_version_already_names_no_commit()
    {
        var page = Open(Sample.AllDone().With(StageName.GitIndex, stage => stage with { Commit = null }));
        Assert.Equal("It stood there already.", Said(page, 3));
    }

    [Theory]
    [InlineData(1, "first")]
    [InlineData(10, "tenth")]
    [InlineData(11, "11th")]
    [InlineData(21, "21st")]
    [InlineData(112, "112th")]
    [InlineData(1003, "1003rd")]
    public void Attempts_are_counted_in_words_as_far_as_people_do(int number, string words) => Assert.Equal(words, Stations.Ordinal(number));

    /// <summary>A usable publish that has come as far as this stage.</summary>
    private static ChangeStatus Until(StageName name) => name == StageName.GitIndex ? Sample.Usable() : Sample.Usable().With(
        StageName.GitIndex, stage => stage with { State = StageState.Done, StartedAt = Sample.After(4), FinishedAt = Sample.After(4.6), Commit = "3f78" });
}
