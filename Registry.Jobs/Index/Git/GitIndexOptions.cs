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

    /// <summary>The repository that is the index: a path or an address. Null: the one in the data directory is; otherwise that is its mirror.</summary>
    public string? Remote { get; set; }

    /// <summary>Who pushes by HTTP.</summary>
    public string? Username { get; set; }

    /// <summary>The password or token to push by HTTP with.</summary>
    public string? Password { get; set; }

    /// <summary>The file of the private key to push by SSH with.</summary>
    public string? SshKeyFile { get; set; }

    /// <summary>The file with the keys by which hosts are recognised.</summary>
    public string? SshKnownHostsFile { get; set; }

    /// <summary>How long a remote may be silent before it is given up on.</summary>
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The full name of the branch's reference.</summary>
    internal string Reference => "refs/heads/" + Branch;

    /// <summary>Whether the index is kept elsewhere.</summary>
    internal bool HasRemote => Enabled && !string.IsNullOrWhiteSpace(Remote);
}
