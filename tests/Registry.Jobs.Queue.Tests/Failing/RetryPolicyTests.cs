namespace Registry.Jobs.Queue.Tests.Failing;

public sealed class RetryPolicyTests
{
    private readonly RetryPolicy _exact = new() { BaseDelay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromHours(1), Jitter = 0 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(31, 60)]
    [InlineData(1000, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Each_failure_doubles_the_wait_up_to_the_cap(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), _exact.DelayAfter(failures));

    [Fact]
    public void A_gentle_factor_reaches_the_cap_too() =>
        Assert.Equal(TimeSpan.FromHours(1), (_exact with { BaseDelay = TimeSpan.FromSeconds(1), Factor = 1.1 }).DelayAfter(500));

    [Fact]
    public void No_delay_stays_none() =>
        Assert.Equal(TimeSpan.Zero, (_exact with { BaseDelay = TimeSpan.Zero }).DelayAfter(int.MaxValue));

    [Fact]
    public void Jitter_spreads_the_wait_to_both_sides_within_its_bounds()
    {
        var delays = Sample(new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(100), Jitter = 0.1 }, failures: 1);

        Assert.All(delays, delay => Assert.InRange(delay.TotalSeconds, 90, 110));
        Assert.Contains(delays, delay => delay.TotalSeconds < 97);
        Assert.Contains(delays, delay => delay.TotalSeconds > 103);
    }

    [Fact]
    public void Jitter_spreads_the_wait_at_the_cap_as_well_and_never_beyond_it()
    {
        var delays = Sample(new RetryPolicy { MaxDelay = TimeSpan.FromSeconds(100), Jitter = 0.1 }, failures: 50);

        Assert.All(delays, delay => Assert.InRange(delay.TotalSeconds, 90, 100));
        Assert.InRange(delays.Count(delay => delay.TotalSeconds == 100), 0, 5);
    }

    public static TheoryData<RetryPolicy> Senseless { get; } =
    [
        new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(-1) },
        new RetryPolicy { BaseDelay = TimeSpan.FromHours(2), MaxDelay = TimeSpan.FromHours(1) },
        new RetryPolicy { MaxDelay = TimeSpan.MaxValue },
        new RetryPolicy { Factor = 0.5 },
        new RetryPolicy { Factor = double.NaN },
        new RetryPolicy { Jitter = 1.5 },
        new RetryPolicy { MaxAttempts = 0 },
    ];

    [Theory]
    [MemberData(nameof(Senseless), DisableDiscoveryEnumeration = true)]
    public void A_policy_that_makes_no_sense_is_refused_where_it_is_set(RetryPolicy policy) =>
        Assert.Throws<ArgumentException>(() => Kinds.Plain with { Retry = policy });

    [Fact]
    public void The_longest_policy_that_is_allowed_can_be_computed() =>
        Assert.InRange(
            new RetryPolicy { MaxDelay = TimeSpan.FromDays(3653), Factor = double.MaxValue, Jitter = 1 }.DelayAfter(int.MaxValue),
            TimeSpan.Zero,
            TimeSpan.FromDays(3653));

    private static TimeSpan[] Sample(RetryPolicy policy, int failures) => [.. Enumerable.Range(0, 1000).Select(_ => policy.DelayAfter(failures))];
}
