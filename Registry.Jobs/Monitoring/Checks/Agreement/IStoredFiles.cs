namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Where the <c>.crate</c> files are kept.</summary>
internal interface IStoredFiles
{
    /// <summary>Whether this node can see them. Where it cannot, another node has to.</summary>
    bool AreHere { get; }

    /// <summary>The bytes of a file, or null when there is none.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes a file, if there is one.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);
}
