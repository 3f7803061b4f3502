using Npgsql;
using Registry.App.Memory;
using Xunit;

namespace Registry.App.Tests.Memory;

public sealed class DatabaseFaultTests
{
    [Fact]
    public void An_outage_is_known_also_where_it_is_wrapped_as_something_that_may_be_over_in_a_moment() =>
        Assert.True(DatabaseFault.Is(new InvalidOperationException("It is likely due to a transient failure.", new NpgsqlException("The connection is gone."))));

    [Fact]
    public void A_mistake_of_ours_is_no_outage()
    {
        Assert.False(DatabaseFault.Is(new InvalidOperationException("The sequence contains no elements.")));
        Assert.False(DatabaseFault.Is(new InvalidOperationException("It went wrong.", new ArgumentException("It is empty."))));
    }
}
