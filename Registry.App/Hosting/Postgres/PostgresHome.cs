namespace Registry.App.Hosting.Postgres;

/// <summary>The folder in the data directory that holds everything of the embedded PostgreSQL.</summary>
internal sealed record PostgresHome(string Path)
{
    public const string ClusterName = "cluster";
    public const string StartLogName = "start.log";
    public const string SocketName = "socket";
    public const string PasswordName = "password";

    /// <summary>PostgreSQL's own data directory.</summary>
    public string Cluster => System.IO.Path.Combine(Path, ClusterName);

    public string ClusterVersionFile => System.IO.Path.Combine(Cluster, "PG_VERSION");

    public string PostmasterFile => System.IO.Path.Combine(Cluster, "postmaster.pid");

    public string LogDirectory => System.IO.Path.Combine(Cluster, "log");

    public string SocketDirectory => System.IO.Path.Combine(Path, SocketName);

    public string PasswordFile => System.IO.Path.Combine(Path, PasswordName);

    /// <summary>What the server says before it writes to its log directory.</summary>
    public string StartLog => System.IO.Path.Combine(Path, StartLogName);

    /// <summary>Held exclusively while the server is being started or stopped.</summary>
    public string StartLock => System.IO.Path.Combine(Path, "start.lock");

    /// <summary>Held shared by each process that uses the server.</summary>
    public string UsersLock => System.IO.Path.Combine(Path, "users.lock");
}
