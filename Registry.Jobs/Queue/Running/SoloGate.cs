namespace Registry.Jobs.Queue.Running;

/// <summary>
/// Lets the jobs of this process run side by side, except for one whose workers went away: that runs alone, so that it cannot take others
/// with it, nor seem to have been taken by them.
/// </summary>
internal sealed class SoloGate : IDisposable
{
    private readonly SemaphoreSlim _entrance = new(1, 1);
    private readonly Lock _lock = new();
    private int _inside;
    private TaskCompletionSource? _empty;

    /// <summary>Waits until there is room. What is returned is to be disposed of when the attempt is over.</summary>
    public async Task<IDisposable> EnterAsync(bool alone, CancellationToken cancellationToken)
    {
        await _entrance.WaitAsync(cancellationToken);
        if (!alone)
        {
            lock (_lock)
                _inside++;
            _entrance.Release();
            return new Pass(Leave);
        }

        try
        {
            await Emptied().WaitAsync(cancellationToken);
            return new Pass(() => _entrance.Release());
        }
        catch
        {
            _entrance.Release();
            throw;
        }
    }

    public void Dispose() => _entrance.Dispose();

    private Task Emptied()
    {
        lock (_lock)
        {
            if (_inside == 0)
                return Task.CompletedTask;
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0)
                _empty?.TrySetResult();
        }
    }

    private sealed class Pass(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
