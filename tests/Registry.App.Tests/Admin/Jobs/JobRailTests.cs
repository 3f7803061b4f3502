using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

/// <summary>How the list of jobs is narrowed: by what is beside it, and by words.</summary>
public sealed class JobRailTests : PageTest
{
    private static readonly JobCount[] Counts =
    [
        new("git", "update_git_index", JobState.Scheduled, 7, FakeOperations.Now, 4), new("git", "update_git_index", JobState.Dead, 1, FakeOperations.Now, 1),
        new("default", "verify_crate", JobState.Ready, 2, FakeOperations.Now, 0),
    ];

    [Fact]
    public void Each_state_has_its_number_and_what_waits_after_a_failure_is_not_what_waits_for_its_time()
    {
        Assert.Equal(
            ["All 10", "Stopped 1", "Retrying 4", "Running 0", "Waiting 2", "Behind another 0", "Later 3", "Done", "update_git_index 8", "verify_crate 2"],
            Rail("", Counts).FindAll("a").Select(link => link.TextContent));
        Assert.Contains("None", Rail("", []).Find(".rail").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "All")]
    [InlineData("state:retrying", "Retrying")]
    [InlineData("kind:verify_crate state:waiting", "Waiting, verify_crate")]
    public void Where_the_reader_is_is_marked(string query, string marked) => Assert.Equal(
        marked, string.Join(", ", Rail(query, Counts).FindAll("[aria-current=true]").Select(link => link.ChildNodes[0].TextContent.Trim())));

    [Fact]
    public void A_state_keeps_the_other_words_and_a_kind_that_is_chosen_is_let_go_again()
    {
        var links = Rail("kind:verify_crate crate:tide", Counts).FindAll("a").ToDictionary(
            link => link.ChildNodes[0].TextContent.Trim(), link => JobQuery.Parse(Uri.UnescapeDataString(link.GetAttribute("href")!.Split("?q=")[^1])).ToString());
        Assert.Equal("kind:verify_crate crate:tide state:stopped", links["Stopped"]);
        Assert.Equal("kind:verify_crate crate:tide state:done", links["Done"]);
        Assert.Equal("crate:tide", links["verify_crate"]);
        Assert.Equal("crate:tide kind:update_git_index", links["update_git_index"]);
    }

    [Fact]
    public void A_word_is_added_to_the_filter_and_taken_from_it()
    {
        var bar = Bar("state:retrying");
        bar.Find("input[name=add]").Input("attempts:>3");
        bar.Find("form").Submit();
        Assert.EndsWith("admin/jobs?q=state%3Aretrying%20attempts%3A%3E3", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal("admin/jobs", bar.Find("a[aria-label='Remove the filter state:retrying']").GetAttribute("href"));
        Assert.Equal(["queue:git", "queue:default"], bar.FindAll("option").Select(option => option.GetAttribute("value")!).Where(word => word.StartsWith("queue:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_that_can_be_written_are_offered_and_explained()
    {
        var bar = Render<FilterBar>(bar => bar.Add(shown => shown.Query, "").Add(shown => shown.Counts, Counts)
            .Add(shown => shown.Workers, [new WorkerDetails("harbour-1", "git", FakeOperations.Now, null, null)]));
        var offered = bar.FindAll("option").Select(option => option.GetAttribute("value")!).ToList();
        Assert.All(["crate:", "error:", "attempts:<3", "queued:<1h", "worker:", "worker:harbour-1", "state:done", "kind:verify_crate"], word => Assert.Contains(word, offered));
        Assert.All(["crate:", "state:", "kind:", "queue:", "error:", "attempts:", "queued:", "worker:"], word => Assert.Contains(word, bar.Find("details").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("state:retrying", null)]
    [InlineData("state:tired", "There is no state `tired`")]
    public void What_makes_no_sense_is_told_where_it_is_typed(string query, string? fault)
    {
        var bar = Bar(query);
        var field = bar.Find("input[name=add]");
        Assert.Equal(fault is null ? (null, null) : ("true", "filter-fault"), (field.GetAttribute("aria-invalid"), field.GetAttribute("aria-describedby")));
        Assert.StartsWith(fault ?? "", string.Concat(bar.FindAll("#filter-fault[role=alert]").Select(alert => alert.TextContent)), StringComparison.Ordinal);
        Assert.Equal(fault is null ? 0 : 1, bar.FindAll("[role=alert]").Count);
    }

    private IRenderedComponent<JobRail> Rail(string query, JobCount[] counts) =>
        Render<JobRail>(rail => rail.Add(shown => shown.Query, query).Add(shown => shown.Counts, counts));

    private IRenderedComponent<FilterBar> Bar(string query) =>
        Render<FilterBar>(bar => bar.Add(shown => shown.Query, query).Add(shown => shown.Counts, Counts));
}
