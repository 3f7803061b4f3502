namespace Registry.Jobs.Monitoring.Paging;

/// <summary>What a channel is to tell.</summary>
internal sealed record PageMessage
{
    /// <summary>The same however often this message is sent, so that a receiver can tell a repetition.</summary>
    public required string Id { get; init; }

    public required PageMessageKind Kind { get; init; }

    /// <summary>The same for the beginning and the end of an incident.</summary>
    public required string IncidentId { get; init; }

    /// <summary>What is wrong with what.</summary>
    public required string Key { get; init; }

    public required string Check { get; init; }

    public required string Sentence { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was over; null while it is not.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>The address of the registry it is about.</summary>
    public required string Registry { get; init; }

    /// <summary>One line for people.</summary>
    public string Summary => Kind switch
    {
        PageMessageKind.Resolve => $"Over: {Sentence}",
        _ => Sentence,
    };
}

/// <summary>What a message is.</summary>
internal enum PageMessageKind
{
    Trigger,
    Resolve,
    Test,
}
