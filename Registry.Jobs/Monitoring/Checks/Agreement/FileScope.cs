namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Which stored files are read and compared.</summary>
internal enum FileScope
{
    /// <summary>None.</summary>
    None,

    /// <summary>Some, chosen at random.</summary>
    Sample,

    /// <summary>All.</summary>
    All,
}
