namespace Registry.Data.Accounts;

/// <summary>An account.</summary>
public sealed class User
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>The name it signs in with; unique whatever its case.</summary>
    public required string Login { get; init; }

    /// <summary>Where mail goes.</summary>
    public string? Email { get; set; }

    /// <summary>May do everything.</summary>
    public bool IsAdmin { get; set; }

    /// <summary>Salted hash of the password; null until one is chosen.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
