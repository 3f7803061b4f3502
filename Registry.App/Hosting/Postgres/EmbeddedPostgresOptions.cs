namespace Registry.App.Hosting.Postgres;

/// <summary>What may differ from a usual embedded PostgreSQL.</summary>
internal sealed record EmbeddedPostgresOptions
{
    /// <summary>Folders to look for PostgreSQL's binaries in, best first. Null: where operating systems put them.</summary>
    public IReadOnlyList<string>? BinaryDirectories { get; init; }

    /// <summary>Server settings for this run; they win over the cluster's <c>postgresql.conf</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
