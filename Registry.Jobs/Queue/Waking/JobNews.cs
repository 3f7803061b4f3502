namespace Registry.Jobs.Queue;

/// <summary>
/// A job began, ended or failed somewhere in the cluster. News say that something happened, never what: whoever hears one looks at the
/// database. They may come late, twice or not at all.
/// </summary>
/// <param name="Kind">The kind of the job; null when any job may have moved, as after a lost connection.</param>
/// <param name="Key">The key of the job.</param>
public sealed record JobNews(string? Kind, string? Key)
{
    /// <summary>News may have been missed: look at everything.</summary>
    public static JobNews Everything { get; } = new(null, null);
}
