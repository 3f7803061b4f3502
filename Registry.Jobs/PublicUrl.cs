namespace Registry.Jobs;

/// <summary>
/// The address clients reach the registry at. Without a setting it is the address the process listens on, which is known only once it does.
/// </summary>
/// <param name="resolve">Says the address; called when it is needed.</param>
internal sealed class PublicUrl(Func<Uri> resolve)
{
    /// <summary>Without a slash at its end, so that paths are appended.</summary>
    public string Base => Value.AbsoluteUri.TrimEnd('/');

    /// <summary>What cargo is told of the sparse index.</summary>
    public string SparseIndex => $"sparse+{Base}/index/";

    /// <summary>What cargo is told of the git index.</summary>
    public string GitIndex => $"{Base}/git/index";

    /// <summary>The address.</summary>
    public Uri Value => resolve();
}
