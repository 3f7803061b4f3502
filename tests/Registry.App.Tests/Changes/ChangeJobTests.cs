using Bunit;
using Registry.App.Changes;
using Registry.App.SignIn;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>From the status page operators get to the job that the change waits for.</summary>
public sealed class ChangeJobTests : ChangePageTest
{
    [Fact]
    public void Operators_find_the_unfinished_job_and_nobody_else_does()
    {
        var change = Sample.Retrying().With(StageName.SparseIndex, stage => stage with { JobId = 4127 });
        Assert.Empty(Open(change).FindAll(".job"));
        Authorization.SetAuthorized("ada");
        Assert.Empty(Open(change).FindAll(".job"));
        Authorization.SetPolicies(Policies.See);
        var link = Open(change).Find(".job");
        Assert.Equal(("Open job 4127", "admin/jobs/4127"), (link.TextContent, link.GetAttribute("href")));
    }

    [Fact]
    public void Operators_find_where_to_take_up_again_what_was_given_up()
    {
        Assert.Empty(Open(Sample.Failed()).FindAll(".job"));
        Authorization.SetAuthorized("ada");
        Authorization.SetPolicies(Policies.See);
        var link = Open(Sample.Failed()).Find(".job");
        Assert.Equal(("Take it up again by a resync", "admin/crates/tide-tables"), (link.TextContent, link.GetAttribute("href")));
    }

    [Fact]
    public void What_is_done_has_no_job_any_more()
    {
        Authorization.SetAuthorized("ada");
        Authorization.SetPolicies(Policies.See);
        Assert.Empty(Open(Sample.AllDone()).FindAll(".job"));
    }
}
