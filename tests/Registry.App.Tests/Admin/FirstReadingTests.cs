using Bunit;
using Microsoft.AspNetCore.Components;
using Npgsql;
using Registry.App.Admin.Jobs;
using Registry.App.Admin.Overview;
using Registry.App.Admin.Queues;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

/// <summary>Operators' pages, opened while the database is away.</summary>
public sealed class FirstReadingTests : AdminPageTest
{
    [Theory]
    [InlineData(typeof(OverviewPage), ".band")]
    [InlineData(typeof(JobsPage), ".rail")]
    [InlineData(typeof(FailuresPage), ".empty")]
    [InlineData(typeof(QueuesPage), ".queues")]
    [InlineData(typeof(JobPage), ".attempts")]
    public void A_page_that_is_connected_says_that_nothing_can_be_read_and_comes_by_itself(Type type, string content)
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1), AttemptOutcome.Failed);
        Operations.Fault = new InvalidOperationException("The database is away.");
        var page = Open(type);
        Assert.Equal("Cannot be read now", page.Find(".ops-title .chip").TextContent);
        Assert.NotEmpty(page.Find("h1").TextContent);
        Assert.Empty(page.FindAll(content));

        Operations.Fault = null;
        Tick();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(content)));
        Assert.DoesNotContain("Cannot be read now", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_answered_with_the_error_instead()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        Operations.Fault = new InvalidOperationException("The database is away.");
        Assert.Throws<InvalidOperationException>(() => Open(typeof(OverviewPage)));
    }

    [Fact]
    public void A_page_that_goes_on_to_another_job_does_not_show_the_one_before_under_its_number()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1), AttemptOutcome.Failed);
        var page = Render<JobPage>(shown => shown.Add(job => job.Id, 7));
        Assert.Contains("tide-tables", page.Find("h1").TextContent, StringComparison.Ordinal);
        Operations.Fault = new NpgsqlException("The database is away.");

        page.Render(shown => shown.Add(job => job.Id, 8));

        Assert.Equal("Job 8", page.Find("h1").TextContent);
        Assert.Equal("Cannot be read now", page.Find(".ops-title .chip").TextContent);
        Assert.Empty(page.FindAll("[data-key-retry]"));
    }

    [Fact]
    public void A_press_that_does_not_get_through_leaves_the_page_as_it_is_and_can_be_repeated()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1), AttemptOutcome.Failed);
        var page = Open(typeof(JobPage));
        Operations.Fault = new NpgsqlException("The database is away.");
        page.Find("[data-key-retry]").Click();
        Assert.Equal("Cannot be read now", page.Find(".ops-title .chip:last-of-type").TextContent);
        Assert.Empty(page.FindAll(".plan"));

        Operations.Fault = null;
        page.Find("[data-key-retry]").Click();
        Assert.NotEmpty(page.FindAll(".plan"));
    }

    private IRenderedComponent<DynamicComponent> Open(Type type) => Render<DynamicComponent>(page => page
        .Add(shown => shown.Type, type)
        .Add(shown => shown.Parameters, type == typeof(JobPage) ? new Dictionary<string, object> { ["Id"] = 7L } : null));
}
