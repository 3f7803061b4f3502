namespace Registry.Jobs.Index.Git;

/// <summary>Settings of the git index, section <c>Index:Git</c>.</summary>
internal sealed class GitIndexOptions
{
    public const string Section = "Index:Git";

    /// <summary>Whether there is a git index beside the sparse one.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The branch the index is on; <c>HEAD</c> always names the same one, since that is what cargo fetches.</summary>
    public string Branch { get; set; } = "master";

    /// <summary>Who commits, by name.</summary>
    public string CommitterName { get; set; } = "Registry";

    /// <summary>Who commits, by address.</summary>
    public string CommitterEmail { get; set; } = "registry@localhost";

    /// <summary>The full name of the branch's reference.</summary>
    internal string Reference => "refs/heads/" + Branch;
}
