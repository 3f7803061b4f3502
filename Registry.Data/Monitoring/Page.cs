namespace Registry.Data.Monitoring;

/// <summary>A message about an incident that goes out through one channel, once.</summary>
public sealed class Page
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>The incident it tells of.</summary>
    public long IncidentId { get; init; }

    /// <summary>The way it goes, such as <c>pagerduty</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Whether it tells of the beginning or the end.</summary>
    public required PageAction Action { get; init; }

    /// <summary>When it was due.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its job was added to the queue; null when that was not possible.</summary>
    public DateTimeOffset? QueuedAt { get; set; }

    /// <summary>When the receiver took it; null while it has not.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastTriedAt { get; set; }

    /// <summary>Why the last try failed; null once it is delivered.</summary>
    public string? LastError { get; set; }
}

/// <summary>What a page says of its incident.</summary>
public enum PageAction
{
    /// <summary>It is open.</summary>
    Trigger,

    /// <summary>It is over.</summary>
    Resolve,
}
