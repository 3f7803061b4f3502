namespace Registry.Jobs.Monitoring.Checks;

/// <summary>What a check came to.</summary>
internal sealed record CheckResult
{
    public required string Check { get; init; }

    public required string Limit { get; init; }

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Why it could not tell; null when it could.</summary>
    public string? Error { get; init; }

    /// <summary>The only incident it can say the end of, for a check that each node makes for itself; null for all of the check.</summary>
    public string? OnlyKey { get; init; }

    public static async Task<CheckResult> OfAsync(ICheck check, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(check.TimeLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var result = new CheckResult { Check = check.Key, Limit = check.Limit, OnlyKey = (check as INodeCheck)?.OwnKey };
        try
        {
            return result with { Findings = await check.RunAsync(linked.Token) };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return result with { Error = $"It was not finished within {Words.Of(check.TimeLimit)}." };
        }
#pragma warning disable CA1031 // A check that fails must not keep the others from being made.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return result with { Error = Words.Quote(exception.Message) };
        }
    }
}

/// <summary>A check that each node makes for itself.</summary>
internal interface INodeCheck : ICheck
{
    /// <summary>The key of the one finding it can have.</summary>
    string OwnKey { get; }
}
