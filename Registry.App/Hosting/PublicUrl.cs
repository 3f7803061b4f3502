namespace Registry.App.Hosting;

/// <summary>The address under which cargo and people reach this registry.</summary>
internal sealed record PublicUrl(Uri Value)
{
    /// <summary>What cargo's configuration names as <c>index</c>.</summary>
    public string SparseIndex => $"sparse+{Value.AbsoluteUri.TrimEnd('/')}/index/";
}
