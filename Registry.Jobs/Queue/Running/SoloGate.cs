namespace Registry.Jobs.Queue.Running;

/// <summary>
/// Lets the workers of this process claim and run jobs side by side, except when one runs a job whose workers went away: that runs alone, so
/// that it cannot take others with it. Nobody else holds a claim meanwhile, or it would look as if that job had ended the process.
/// </summary>
internal sealed class SoloGate
{
    private readonly Lock _lock = new();
    private int _inside;
    private TaskCompletionSource? _solo;
    private TaskCompletionSource? _empty;

    /// <summary>Somebody runs alone or is about to: those inside leave when they can.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _solo is not null;
        }
    }

    /// <summary>Waits until nobody runs alone. To be left again by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task open;
            lock (_lock)
            {
                if (_solo is null)
                {
                    _inside++;
                    return;
                }

                open = _solo.Task;
            }

            await open.WaitAsync(cancellationToken);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>
    /// For one who is inside: waits until all others have left. What is returned lets them in again; it is null when another one came first.
    /// </summary>
    /// <exception cref="TimeoutException">Somebody stayed too long.</exception>
    public async Task<IDisposable?> GoSoloAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Task empty;
        lock (_lock)
        {
            if (_solo is not null)
                return null;
            _solo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (--_inside == 0)
                _empty.SetResult();
            empty = _empty.Task;
        }

        try
        {
            await empty.WaitAsync(patience, time, cancellationToken);
            return new Pass(this);
        }
        catch
        {
            Open();
            throw;
        }
    }

    private void Open()
    {
        TaskCompletionSource solo;
        lock (_lock)
        {
            solo = _solo!;
            _solo = null;
            _empty = null;
            _inside++;
        }

        solo.SetResult();
    }

    private sealed class Pass(SoloGate gate) : IDisposable
    {
        public void Dispose() => gate.Open();
    }
}
