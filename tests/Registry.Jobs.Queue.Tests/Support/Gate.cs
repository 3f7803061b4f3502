namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>Holds handlers until the test opens it.</summary>
internal sealed class Gate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For the test: waits until a handler is at the gate.</summary>
    public Task EnteredAsync() => _entered.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>For the handler.</summary>
    public Task PassAsync(CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        return _open.Task.WaitAsync(cancellationToken);
    }

    public void Open() => _open.TrySetResult();
}
