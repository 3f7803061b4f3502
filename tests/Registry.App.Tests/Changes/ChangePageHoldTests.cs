using Bunit;
using Registry.App.Changes;
using Registry.Data.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What the page says while only the operators can let a change go on.</summary>
public sealed class ChangePageHoldTests : ChangePageTest
{
    [Theory]
    [InlineData(ChangeKind.Publish, "Your upload is safe. No worker is running; your crate goes on as soon as the operators start one.")]
    [InlineData(ChangeKind.Yank, "Your yank is noted. No worker is running; it goes on as soon as the operators start one. Until then cargo may still pick 0.4.2.")]
    [InlineData(ChangeKind.Unyank, "Your unyank is noted. No worker is running; it goes on as soon as the operators start one. Until then 0.4.2 stays yanked.")]
    public void Without_a_worker_nothing_is_promised_soon(ChangeKind kind, string sentence)
    {
        var page = Open(Sample.WithoutWorkers(Sample.Waiting(kind)));
        Assert.Equal($"{sentence} Nothing for you to do.", Sentence(page));
        Assert.Contains("No worker is running.", Text(page.Find(".station.waiting")));
        Assert.DoesNotContain("You are next", page.Markup);
    }

    [Fact]
    public void Without_a_worker_the_next_try_has_no_time()
    {
        var page = Open(Sample.WithoutWorkers(Sample.Retrying()));
        Assert.Equal(
            "Your upload is safe, but cargo cannot see this version yet. The last attempt failed. No worker is running; the next one comes as soon as the operators start one. Nothing for you to do.",
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
    [InlineData(ChangeKind.Unyank, "Your unyank is noted. The operators have paused this step (the disk is changed); it goes on when they resume it. Until then 0.4.2 stays yanked.")]
    [InlineData(ChangeKind.Delete, "Your request is noted. The operators have paused this step (the disk is changed); it goes on when they resume it. Until then cargo still finds 0.4.2.")]
    public void While_a_queue_is_paused_the_page_says_so_and_why(ChangeKind kind, string sentence)
    {
        var page = Open(Sample.Paused(Sample.Waiting(kind)));
        Assert.Equal($"{sentence} Nothing for you to do.", Sentence(page));
        Assert.Contains("The operators have paused this step (the disk is changed).", Text(page.Find(".station.waiting")));
    }

    [Fact]
    public void While_a_queue_is_paused_the_next_try_has_no_time()
    {
        var page = Open(Sample.Paused(Sample.Retrying()));
        Assert.Equal(
            "Your upload is safe, but cargo cannot see this version yet. The last attempt failed. " +
            "The operators have paused this step (the disk is changed); the next one comes when they resume it. Nothing for you to do.",
            Sentence(page));
        Assert.Equal(
            "The second attempt failed: disk full " +
            "The operators have paused this step (the disk is changed); the next try comes when they resume it.",
            Note(page));
    }

    [Theory]
    [InlineData(nameof(Sample.Usable), 3)]
    [InlineData(nameof(Sample.AllDone), 4)]
    public void A_pause_of_the_last_steps_leaves_the_version_usable_and_is_told_where_they_wait(string name, int station)
    {
        var last = Sample.Named(name).With(StageName.Verified, stage => stage with { State = StageState.Waiting, FinishedAt = null });
        var page = Open(Sample.Paused(last with { State = ChangeState.Waiting }));
        Assert.Equal(
            "You can use it: cargo finds this version now. " +
            "The operators have paused this step (the disk is changed); the last steps go on when they resume it. Nothing for you to do.",
            Sentence(page));
        Assert.Equal("The operators have paused this step (the disk is changed).", Text(page.FindAll(".station")[station].QuerySelector("p")!));
    }
}
