using Registry.Data.Changes;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class IndexCommitMessageTests
{
    [Theory]
    [InlineData(ChangeKind.Publish, "Publish `tide-tables` 0.4.2\n")]
    [InlineData(ChangeKind.Yank, "Yank `tide-tables` 0.4.2\n")]
    [InlineData(ChangeKind.Unyank, "Unyank `tide-tables` 0.4.2\n")]
    [InlineData(ChangeKind.Delete, "Delete `tide-tables` 0.4.2\n")]
    public void One_change_is_named(ChangeKind kind, string expected) =>
        Assert.Equal(expected, IndexCommitMessage.For([new CommittedChange("tide-tables", "0.4.2", kind)]));

    [Fact]
    public void Several_of_a_kind_are_counted_and_listed() => Assert.Equal(
        "Publish 2 versions of 2 crates\n\n- Publish `moon` 1.0.0\n- Publish `sun` 2.0.0\n",
        IndexCommitMessage.For([new("moon", "1.0.0", ChangeKind.Publish), new("sun", "2.0.0", ChangeKind.Publish)]));

    [Fact]
    public void Different_kinds_of_one_crate_are_counted_as_changes() => Assert.Equal(
        "Apply 2 changes to `moon`\n\n- Publish `moon` 1.0.1\n- Yank `moon` 1.0.0\n",
        IndexCommitMessage.For([new("moon", "1.0.1", ChangeKind.Publish), new("moon", "1.0.0", ChangeKind.Yank)]));

    [Fact]
    public void A_repair_without_changes_says_so() => Assert.Equal("Bring the index up to date\n", IndexCommitMessage.For([]));
}
