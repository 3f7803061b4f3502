namespace Registry.Git.Tests;

/// <summary>A clock on which a second passes in a hundredth of one.</summary>
internal sealed class FastTime : TimeProvider
{
    private const int Factor = 100;

    public override long GetTimestamp() => System.GetTimestamp() * Factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Faster(dueTime), Faster(period));

    private static TimeSpan Faster(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
}
