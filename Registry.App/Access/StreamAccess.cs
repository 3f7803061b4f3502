using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Registry.App.Hosting;
using Registry.App.Memory;
using Registry.App.SignIn;

namespace Registry.App.Access;

/// <summary>
/// Looks again and again whether whoever follows something in a private registry may still read: a stream may go on for days after its token
/// was revoked. It ends no later than an open page does.
/// </summary>
internal sealed partial class StreamAccess(
    PresentRights rights, IOptions<RegistryOptions> registry, IOptions<SignInOptions> signIn, TimeProvider time, ILogger<StreamAccess> logger)
{
    /// <summary>Where reading takes nothing, everybody may. While the database is away nobody is sent away either.</summary>
    public async Task<bool> MayReadAsync(ClaimsPrincipal? who, CancellationToken cancellationToken)
    {
        if (!registry.Value.Private)
            return true;
        try
        {
            return who is not null && await rights.FindAsync(who, cancellationToken) is not null;
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            LogNotAsked(fault.Message);
            return true;
        }
    }

    /// <summary>What <paramref name="open"/> brings, until that ends or its reader may no longer.</summary>
    public async IAsyncEnumerable<T> WhileAllowedAsync<T>(
        ClaimsPrincipal? who, Func<CancellationToken, IAsyncEnumerable<T>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await MayReadAsync(who, cancellationToken))
            yield break;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = registry.Value.Private ? WatchAsync(who, over) : Task.CompletedTask;
        var items = open(over.Token).GetAsyncEnumerator(over.Token);
        try
        {
            while (await HasNextAsync(items, cancellationToken))
                yield return items.Current;
        }
        finally
        {
            await over.CancelAsync();
            await items.DisposeAsync();
            await watching;
        }
    }

    /// <summary>False as well when the reader may no longer; who has left is told by the exception.</summary>
    private static async Task<bool> HasNextAsync<T>(IAsyncEnumerator<T> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WatchAsync(ClaimsPrincipal? who, CancellationTokenSource over)
    {
        var leaving = over.Token;
        try
        {
            using var timer = new PeriodicTimer(signIn.Value.RevalidationInterval, time);
            while (await timer.WaitForNextTickAsync(leaving))
            {
                if (!await MayReadAsync(who, leaving))
                    await over.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the reader of a stream may still could not be asked: {Reason}")]
    private partial void LogNotAsked(string reason);
}
