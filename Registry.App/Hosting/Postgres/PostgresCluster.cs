using System.Globalization;
using System.Security.Cryptography;

namespace Registry.App.Hosting.Postgres;

/// <summary>The cluster on disk: what it is made with, and its password. To be used under the start lock.</summary>
internal static class PostgresCluster
{
    public const string User = "registry";

    private const string UnfinishedPrefix = "unfinished-";

    // Settings that an operator may change in the file. What keeps the server private is not among them: the command line sets it.
    private const string Settings = """

        # Registry's defaults. Change them here.
        max_connections = 200
        shared_buffers = 128MB
        timezone = 'UTC'
        log_timezone = 'UTC'
        # One file for each day of the week, written over a week later.
        logging_collector = on
        log_directory = 'log'
        log_filename = 'postgresql-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0

        """;

    /// <summary>The major version that the cluster's files are of; null when there is no cluster.</summary>
    public static int? ReadVersion(PostgresHome home) =>
        File.Exists(home.ClusterVersionFile)
            ? int.Parse(File.ReadAllText(home.ClusterVersionFile).Trim().Split('.')[0], CultureInfo.InvariantCulture)
            : null;

    /// <summary>The password of an existing cluster.</summary>
    public static string ReadPassword(PostgresHome home)
    {
        var password = File.Exists(home.PasswordFile) ? File.ReadAllText(home.PasswordFile).Trim() : "";
        return password.Length > 0
            ? password
            : throw new EmbeddedPostgresException($"{home.PasswordFile} is missing. Restore it from a backup: without it the data in {home.Cluster} cannot be opened.");
    }

    /// <summary>Makes a new cluster. It appears whole or not at all, whenever this process is killed.</summary>
    public static async Task CreateAsync(PostgresHome home, PostgresBinaries binaries, ServerAccount account, CancellationToken cancellationToken)
    {
        RemoveUnfinished(home);
        var name = UnfinishedPrefix + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var unfinished = Path.Combine(home.Path, name);
        await WritePasswordAsync(home, account, cancellationToken);
        try
        {
            var result = await InitAsync("C.UTF-8");
            if (!result.Succeeded && result.Output.Contains("invalid locale name", StringComparison.Ordinal))
            {
                result = await InitAsync("C");
            }

            if (!result.Succeeded)
            {
                throw new EmbeddedPostgresException($"PostgreSQL's initdb failed:{Environment.NewLine}{result.Output.Trim()}");
            }

            await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), Settings, cancellationToken);
            Directory.Move(unfinished, home.Cluster);
        }
        finally
        {
            RemoveUnfinished(home);
        }

        Task<CommandResult> InitAsync(string locale) => account.Start(
            binaries.InitDb,
            path =>
            [
                "--pgdata", Path.Combine(path, name),
                "--username", User,
                "--pwfile", Path.Combine(path, PostgresHome.PasswordName),
                "--auth", "scram-sha-256",
                "--encoding", "UTF8",
                "--locale", locale,
                "--data-checksums",
            ],
            start => Command.RunAsync(start, cancellationToken));
    }

    private static async Task WritePasswordAsync(PostgresHome home, ServerAccount account, CancellationToken cancellationToken)
    {
        var unfinished = Path.Combine(home.Path, UnfinishedPrefix + PostgresHome.PasswordName);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(unfinished, options))
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteLineAsync(RandomNumberGenerator.GetHexString(64, lowercase: true).AsMemory(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
            file.Flush(flushToDisk: true);
        }

        await account.OwnAsync(unfinished, cancellationToken);
        File.Move(unfinished, home.PasswordFile, overwrite: true);
    }

    private static void RemoveUnfinished(PostgresHome home)
    {
        foreach (var directory in Directory.EnumerateDirectories(home.Path, UnfinishedPrefix + "*"))
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // The initdb of a killed process still writes there; the next start removes it.
            }
        }
    }
}
