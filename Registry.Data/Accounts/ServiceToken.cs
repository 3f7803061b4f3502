namespace Registry.Data.Accounts;

/// <summary>A token of a process of the registry itself, with which it reads what only those with a token may read. It stands for nobody.</summary>
public sealed class ServiceToken
{
    /// <summary>What its secret begins with, so that it is told from a user's.</summary>
    public const string Prefix = TokenSecret.Prefix + "service_";

    /// <summary>SHA-256 of the secret.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>From when it is no longer accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
