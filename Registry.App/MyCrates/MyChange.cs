using Registry.App.Changes;
using Registry.App.Ui;
using Registry.Data.Changes;

namespace Registry.App.MyCrates;

/// <summary>Something its reader has asked of the index.</summary>
public sealed record MyChange
{
    /// <summary>The id in links.</summary>
    public required string Id { get; init; }

    public required ChangeKind Kind { get; init; }

    public required string Crate { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The token it was asked for with; null in the browser.</summary>
    public long? TokenId { get; init; }

    /// <summary>What its owner calls the token.</summary>
    public string? TokenName { get; init; }

    public required bool Done { get; init; }

    public bool Superseded { get; init; }

    /// <summary>Where it stands, while it is not done.</summary>
    public Headline? Headline { get; init; }

    /// <summary>What keeps it waiting until the operators do something; null when it goes on by itself.</summary>
    public Hold? Hold { get; init; }

    /// <summary>An attempt has failed, or the operators have stopped it, and nothing has put that right yet.</summary>
    public bool InTrouble => !Done && Headline is { Tone: Tone.Retrying or Tone.Stopped };
}
