using System.Diagnostics;

namespace Registry.App.Hosting.Postgres;

/// <summary>
/// The account that PostgreSQL runs as, and how that account reaches the home. PostgreSQL refuses to run as root, so a root process lends it
/// another account.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private readonly PostgresHome _home;
    private readonly string? _userName;
    private readonly bool _reachesHome;

    private ServerAccount(PostgresHome home, string? userName, bool reachesHome)
    {
        _home = home;
        _userName = userName;
        _reachesHome = reachesHome;
    }

    public static async Task<ServerAccount> ChooseAsync(PostgresHome home, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount(home, userName: null, reachesHome: true);
        }

        // Who owns the home ran the server before, be it an account of the system or a person who started Registry without root.
        var owner = await ReadOwnerAsync(home.Path, cancellationToken);
        if (owner is "root" or "UNKNOWN")
        {
            owner = await ChooseUserAsync(cancellationToken);
            await GiveAsync(home.Path, owner, cancellationToken);
        }

        var reaches = new ServerAccount(home, owner, reachesHome: true);
        if (await reaches.CanEnterHomeAsync(cancellationToken))
        {
            return reaches;
        }

        var inherits = new ServerAccount(home, owner, reachesHome: false);
        return await inherits.CanEnterHomeAsync(cancellationToken)
            ? inherits
            : throw new EmbeddedPostgresException(
                $"PostgreSQL cannot run as root, and the user it would run as, {owner}, cannot reach {home.Path}. "
                + $"Let it pass (chmod o+x) through each folder above, or set Registry:DataDirectory to a folder that {owner} can reach.");
    }

    /// <summary>
    /// Runs a shell script as this account; its <c>$1</c> is the home. Root itself writes nothing into folders of the account: it could be
    /// led elsewhere by a link.
    /// </summary>
    public Task<CommandResult> RunScriptAsync(string script, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Start("/bin/sh", path => ["-c", script, "sh", path, .. arguments], start => Command.RunAsync(start, cancellationToken));

    /// <summary>Makes the account the owner of what this process wrote for it.</summary>
    public Task OwnAsync(string path, CancellationToken cancellationToken) =>
        _userName is null ? Task.CompletedTask : GiveAsync(path, _userName, cancellationToken);

    /// <summary>Starts a program as this account, in the home.</summary>
    /// <param name="fileName">The program.</param>
    /// <param name="arguments">Its arguments, given the path by which the program reaches the home.</param>
    /// <param name="run">Starts it.</param>
    public T Start<T>(string fileName, Func<string, IEnumerable<string>> arguments, Func<ProcessStartInfo, T> run)
    {
        // A folder above the home that is closed to the account, such as /root, does not matter to a process born with the home open.
        var descriptor = _reachesHome ? -1 : Libc.OpenInheritable(_home.Path);
        try
        {
            var path = _reachesHome ? _home.Path : $"/proc/self/fd/{descriptor}";
            var startInfo = new ProcessStartInfo(fileName, arguments(path)) { WorkingDirectory = _reachesHome ? _home.Path : "/" };
            if (_userName is not null)
            {
                startInfo.UserName = _userName;
            }

            foreach (var name in startInfo.Environment.Keys.Where(IsMeantForOthers).ToList())
            {
                startInfo.Environment.Remove(name);
            }

            // What it says is looked at.
            startInfo.Environment["LC_ALL"] = "C";
            return run(startInfo);
        }
        finally
        {
            if (descriptor >= 0)
            {
                _ = Libc.Close(descriptor);
            }
        }
    }

    // PGPORT and the like would change the private server; by NOTIFY_SOCKET the server would tell systemd that the whole service is ready.
    private static bool IsMeantForOthers(string name) => name.StartsWith("PG", StringComparison.Ordinal) || name == "NOTIFY_SOCKET";

    private async Task<bool> CanEnterHomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await RunScriptAsync("cd -- \"$1\"", [], cancellationToken)).Succeeded;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The working directory is closed to the account.
            return false;
        }
    }

    private static async Task<string> ReadOwnerAsync(string path, CancellationToken cancellationToken)
    {
        string[] format = OperatingSystem.IsLinux() ? ["-c", "%U"] : ["-f", "%Su"];
        var result = await Command.RunAsync("stat", [.. format, path], cancellationToken);
        return result.Succeeded
            ? result.Output.Trim()
            : throw new EmbeddedPostgresException($"Cannot read the owner of {path}: {result.Output.Trim()}");
    }

    private static async Task<string> ChooseUserAsync(CancellationToken cancellationToken)
    {
        foreach (var candidate in Candidates)
        {
            if ((await Command.RunAsync("id", ["-u", candidate], cancellationToken)).Succeeded)
            {
                return candidate;
            }
        }

        throw new EmbeddedPostgresException(
            $"PostgreSQL cannot run as root, and there is no user {string.Join(" or ", Candidates)} to run it as. "
            + "Start Registry as another user, or set ConnectionStrings:Registry to a PostgreSQL server of your own.");
    }

    private static async Task GiveAsync(string path, string userName, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync("chown", ["-hR", userName, path], cancellationToken);
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException($"Cannot give {path} to the user {userName}: {result.Output.Trim()}");
        }
    }
}
