namespace Registry.Jobs.Queue;

/// <summary>Unfinished jobs that failed for the same reason.</summary>
public sealed record ErrorGroup
{
    /// <summary>The first line of their errors, with <c>#</c> for the numbers, ids and paths in which they differ.</summary>
    public required string Error { get; init; }

    /// <summary>How many jobs it is.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them are dead.</summary>
    public required long Dead { get; init; }

    /// <summary>Their kinds.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>When one of them failed of it first.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When one of them failed of it last.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>The most attempts that one of them has behind it.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>The whole error of one of them.</summary>
    public required string Sample { get; init; }

    /// <summary>The one that has it.</summary>
    public required long SampleId { get; init; }
}

/// <summary>How attempts ended within a span of time.</summary>
/// <param name="From">Where the span begins.</param>
/// <param name="Done">Jobs that were done.</param>
/// <param name="Failed">Attempts that failed, lost their worker, or were the last.</param>
public sealed record AttemptSpan(DateTimeOffset From, long Done, long Failed);
