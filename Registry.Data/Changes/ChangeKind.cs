namespace Registry.Data.Changes;

/// <summary>What a change asks of the index.</summary>
public enum ChangeKind
{
    /// <summary>A new version shall appear.</summary>
    Publish,

    /// <summary>A version shall no longer be chosen for new lock files.</summary>
    Yank,

    /// <summary>A yank shall be undone.</summary>
    Unyank,

    /// <summary>A version shall vanish for good.</summary>
    Delete,
}
