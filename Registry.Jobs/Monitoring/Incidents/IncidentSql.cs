namespace Registry.Jobs.Monitoring.Incidents;

/// <summary>Statements by which incidents are opened and cleared, each of them right whoever else does the same at the same moment.</summary>
internal static class IncidentSql
{
    /// <summary>Of several that see the same, one adds the row and is told so; the others find it there.</summary>
    public const string Open = """
        INSERT INTO incidents (key, "check", sentence, data, opened_by, opened_at, last_seen_at)
        VALUES ($1, $2, $3, $4::jsonb, $5, clock_timestamp(), clock_timestamp())
        ON CONFLICT (key) WHERE cleared_at IS NULL
        DO UPDATE SET sentence = excluded.sentence, data = excluded.data, last_seen_at = clock_timestamp()
        RETURNING id, xmax = 0
        """;

    /// <summary>
    /// Those of a check ($1) that were not found ($2) are over, unless somebody saw them after the check began ($3). One that a single node can
    /// see ($4) says nothing of the others.
    /// </summary>
    public const string Clear = """
        UPDATE incidents SET cleared_at = clock_timestamp()
        WHERE "check" = $1 AND key <> ALL ($2) AND last_seen_at < $3 AND cleared_at IS NULL AND ($4::text IS NULL OR key = $4)
        RETURNING id, key, sentence
        """;

    /// <summary>A node that is gone for good cannot say that its own incident is over.</summary>
    public const string Forget = """
        UPDATE incidents SET cleared_at = clock_timestamp()
        WHERE "check" = $1 AND last_seen_at < clock_timestamp() - $2 AND cleared_at IS NULL
        RETURNING id, key, sentence
        """;

    public const string AddTriggers = """
        INSERT INTO pages (incident_id, channel, action, created_at)
        SELECT $1, channel, 'trigger', clock_timestamp() FROM unnest($2) AS channel
        RETURNING id, channel
        """;

    /// <summary>Whoever was told of the beginning is told of the end.</summary>
    public const string AddResolves = """
        INSERT INTO pages (incident_id, channel, action, created_at)
        SELECT incident_id, channel, 'resolve', clock_timestamp() FROM pages WHERE incident_id = $1 AND action = 'trigger'
        RETURNING id, channel
        """;
}
