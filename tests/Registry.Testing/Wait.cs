using System.Diagnostics;

namespace Registry.Testing;

/// <summary>Waits for what must become true.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <param name="condition">The question. An exception is a no; the last one goes with the failure.</param>
    /// <param name="timeout">30 seconds unless told.</param>
    /// <param name="what">What is waited for, for the failure's message.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? timeout, string what)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(30);
        var clock = Stopwatch.StartNew();
        Exception? lastError = null;
        do
        {
            try
            {
                if (await condition())
                {
                    return;
                }

                lastError = null;
            }
            catch (Exception exception)
            {
                lastError = exception;
            }

            await Task.Delay(Interval);
        }
        while (clock.Elapsed < limit);

        throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for: {what}", lastError);
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task UntilAsync(Func<bool> condition, TimeSpan? timeout, string what) =>
        UntilAsync(() => Task.FromResult(condition()), timeout, what);
}
