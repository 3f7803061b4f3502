using System.Globalization;
using System.Security.Cryptography;

namespace Registry.App.Hosting.Postgres;

/// <summary>The cluster on disk: what it is made with, and its password. To be used under the start lock.</summary>
internal static class PostgresCluster
{
    public const string User = "registry";

    private const string UnfinishedPrefix = "unfinished-";

    private const string FinishScript = $"printf '%s' \"$3\" >>\"$1/$2/postgresql.conf\" && mv \"$1/$2\" \"$1/{PostgresHome.ClusterName}\"";

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
            : throw new EmbeddedPostgresException(
                $"{home.PasswordFile} is missing. Restore it from a backup: without it the data in {home.Cluster} cannot be opened.");
    }

    /// <summary>Makes a new cluster. It appears whole or not at all, whenever this process is killed.</summary>
    public static async Task CreateAsync(
        PostgresHome home, PostgresBinaries binaries, ServerAccount account, CancellationToken cancellationToken)
    {
        await RemoveUnfinishedAsync(account, cancellationToken);
        var name = UnfinishedName();
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

            var finish = await account.RunScriptAsync(FinishScript, [name, Settings], cancellationToken);
            if (!finish.Succeeded)
            {
                throw new EmbeddedPostgresException($"The cluster in {home.Path} cannot be finished: {finish.Output.Trim()}");
            }
        }
        finally
        {
            await RemoveUnfinishedAsync(account, CancellationToken.None);
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
        var unfinished = Path.Combine(home.Path, UnfinishedName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
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

    private static string UnfinishedName() => UnfinishedPrefix + RandomNumberGenerator.GetHexString(8, lowercase: true);

    // The initdb of a killed process may still write there; then the next start removes it.
    private static async Task RemoveUnfinishedAsync(ServerAccount account, CancellationToken cancellationToken) =>
        await account.RunScriptAsync($"rm -rf \"$1\"/{UnfinishedPrefix}*", [], cancellationToken);
}
