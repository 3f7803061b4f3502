namespace Registry.Data.Audit;

/// <summary>Where something that was done came from.</summary>
public enum AuditSource
{
    /// <summary>A request, of a program or a page.</summary>
    Http,

    /// <summary>A verb of the command line, on a machine of the registry.</summary>
    Cli,
}
