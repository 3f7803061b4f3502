using Bunit;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What stands around the track.</summary>
public sealed class ChangePageFactsTests : ChangePageTest
{
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
    public void Times_that_are_not_there_yet_stay_empty()
    {
        var running = Open(Sample.Running(attempt: 2)).FindAll(".all-times tbody tr").Select(Text).ToArray();
        Assert.Equal(["Sparse index 10:42:10 UTC 2", "Git index", "Checked"], running[3..]);
        Assert.Equal("Git index skipped", Text(Open(Sample.DoneWithoutGit()).FindAll(".all-times tbody tr")[4]));
    }

    [Fact]
    public void Beside_the_track_stand_the_facts()
    {
        var aside = Open(Sample.Waiting()).Find("aside");
        Assert.Equal("crates/tide-tables/0.4.2", aside.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(
            "Published by ada with token laptop Version tide-tables 0.4.2 " +
            "Checksum b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c " +
            "Index entry ti/de/tide-tables Usually takes 3 s; nine in ten within 8 s Id of this change pub_7f3k2m9q Copy Copied",
            Text(aside));
    }

    [Fact]
    public void A_script_can_wait_for_it_by_one_line()
    {
        var change = Sample.Waiting();
        Assert.Equal(
            $"curl -fsSG http://localhost/api/v1/changes/{Sample.Id} -d wait=usable -d timeout=300", Open(change).Find(".script .copy-button").GetAttribute("data-copy"));
        var secret = Open(change with { Details = change.Details with { TakesToken = true } });
        Assert.StartsWith("curl -fsSG -H \"Authorization: $TOKEN\" ", secret.Find(".script .copy-button").GetAttribute("data-copy"));
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
