namespace Registry.Data.Accounts;

/// <summary>A link that is good for one thing, once.</summary>
public sealed class OneTimeLink
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>What it is good for.</summary>
    public required LinkPurpose Purpose { get; init; }

    /// <summary>Whose account it is about; null where there is none yet.</summary>
    public long? UserId { get; init; }

    /// <summary>Whose account it is about.</summary>
    public User? User { get; init; }

    /// <summary>The address that whoever opens it has shown to read; null when it was not mailed.</summary>
    public string? Email { get; init; }

    /// <summary>SHA-256 of the secret in the link; null until it is mailed.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when it is no longer accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a link is good for.</summary>
public enum LinkPurpose
{
    /// <summary>To choose a password.</summary>
    ChoosePassword,

    /// <summary>To show that mail to an address arrives.</summary>
    ConfirmEmail,

    /// <summary>To make the first account, an admin.</summary>
    FirstRun,
}
