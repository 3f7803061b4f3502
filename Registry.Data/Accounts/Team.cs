namespace Registry.Data.Accounts;

/// <summary>Users with a name together. A team that owns a crate may publish and yank it, and leaves its owners alone.</summary>
public sealed class Team
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>What cargo calls it after <c>team:</c>; unique whatever its case.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who is in it.</summary>
    public ICollection<TeamMember> Members { get; } = [];
}

/// <summary>A user in a team.</summary>
public sealed class TeamMember
{
    /// <summary>The team.</summary>
    public long TeamId { get; init; }

    /// <summary>The user.</summary>
    public long UserId { get; init; }

    /// <summary>The user.</summary>
    public User? User { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
