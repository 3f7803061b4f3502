namespace Registry.Data.Audit;

/// <summary>Who does something, as the audit log names them.</summary>
/// <param name="UserId">The account; null for whoever uses the command line of a machine.</param>
/// <param name="Name">Its login, or the account of a machine.</param>
/// <param name="TokenId">The token it is done with.</param>
/// <param name="TokenName">The label of the token.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record AuditActor(long? UserId, string Name, long? TokenId, string? TokenName, AuditSource Source)
{
    /// <summary>Whoever runs this process by hand.</summary>
    public static AuditActor CommandLine { get; } =
        new(null, $"{Environment.UserName}@{Environment.MachineName}", null, null, AuditSource.Cli);

    /// <summary>A user who has shown a link that was mailed, and no token.</summary>
    public static AuditActor ByLink(long userId, string login) => new(userId, login, null, null, AuditSource.Http);

    /// <summary>A user who is signed in with a browser, or signs in.</summary>
    public static AuditActor InBrowser(long userId, string login) => new(userId, login, null, null, AuditSource.Http);

    /// <summary>The entry for something they do.</summary>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="at">When.</param>
    /// <param name="crate">The crate it is done to.</param>
    /// <param name="version">The version it is done to.</param>
    /// <param name="details">What else is to be known; what is null is left out.</param>
    public AuditEntry Does(
        string action, DateTimeOffset at, string? crate = null, string? version = null, params (string Name, string? Value)[] details)
    {
        return new AuditEntry
        {
            At = at,
            ActorId = UserId,
            Actor = Name,
            TokenId = TokenId,
            TokenName = TokenName,
            Source = Source,
            Action = action,
            Crate = crate,
            Version = version,
            Details = details.Where(detail => detail.Value is not null).ToDictionary(detail => detail.Name, detail => detail.Value!),
        };
    }
}
