using Registry.Data.Accounts;
using Registry.Data.Crates;

namespace Registry.Data.Changes;

/// <summary>One accepted request to alter the index: a publish, a yank, an unyank or a deletion.</summary>
public sealed class IndexChange
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>The unguessable id in links; see <see cref="ChangeId"/>.</summary>
    public required string PublicId { get; init; }

    /// <summary>What is asked for.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The crate whose index file changes.</summary>
    public long CrateId { get; init; }

    /// <summary>The crate whose index file changes.</summary>
    public Crate? Crate { get; init; }

    /// <summary>The version it is about.</summary>
    public long VersionId { get; init; }

    /// <summary>The version it is about.</summary>
    public CrateVersion? Version { get; init; }

    /// <summary>Counts the changes of one version in the order of their requests, from 1. Of two yanks and unyanks the higher one wins; after a deletion there is none.</summary>
    public required int Sequence { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the <c>.crate</c> file was stored; null for a change that brings none.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>When the change was recorded.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who asked; null for an operator at the command line.</summary>
    public long? RequestedById { get; init; }

    /// <summary>Who asked.</summary>
    public User? RequestedBy { get; init; }

    /// <summary>Why, in the words of who asked. Of a yank: null leaves a message that is there, an empty one takes it away.</summary>
    public string? Message { get; init; }

    /// <summary>The token it was asked for with.</summary>
    public long? TokenId { get; init; }

    /// <summary>The token it was asked for with.</summary>
    public ApiToken? Token { get; init; }

    /// <summary>What its requester was mailed last about it; null when there was no need to.</summary>
    public ChangeNotice? Notice { get; set; }

    /// <summary>The later change of the same version that was applied in its stead.</summary>
    public long? SupersededById { get; set; }

    /// <summary>The sparse index shows it once this is finished.</summary>
    public StageRecord Sparse { get; set; } = new();

    /// <summary>The git index shows it once this is finished.</summary>
    public StageRecord Git { get; set; } = new();

    /// <summary>The commit in the git index.</summary>
    public string? GitCommit { get; set; }

    /// <summary>The git index was off when the change was applied.</summary>
    public bool GitSkipped { get; set; }

    /// <summary>The index and the file were fetched as cargo would once this is finished.</summary>
    public StageRecord Verified { get; set; } = new();
}
