using System.Diagnostics;
using System.Globalization;

namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>
/// How git is started to talk to a remote. Secrets are in the environment of the child alone: arguments can be seen by every user of the
/// machine, and addresses turn up in messages.
/// </summary>
internal sealed class RemoteCommands(RemoteAddress address, GitIndexOptions options)
{
    private const string DefaultUsername = "git";

    /// <summary>Answers git's question for credentials out of the environment.</summary>
    private const string CredentialHelper =
        """!f() { if [ "$1" = get ]; then printf 'username=%s\npassword=%s\n' "$REGISTRY_GIT_USERNAME" "$REGISTRY_GIT_PASSWORD"; fi; }; f""";

    private readonly Lazy<GitExecutable> _git = new(GitExecutable.Find);

    public ProcessStartInfo List() => Start("ls-remote", "--symref", "--", address.Url, "HEAD", "refs/heads/*");

    public ProcessStartInfo Fetch(string repository, string branch, string into) => Start(
        "--git-dir", repository, "fetch", "--progress", "--no-tags", "--no-write-fetch-head", "--no-auto-gc", "--force", "--", address.Url,
        $"+refs/heads/{branch}:{into}");

    public ProcessStartInfo Push(string repository, IReadOnlyList<BranchMove> moves) => Start(
    [
        "--git-dir", repository, "push", "--porcelain", "--progress", "--no-verify", .. moves.Count > 1 ? ["--atomic"] : Array.Empty<string>(),
        .. moves.Select(move => $"--force-with-lease=refs/heads/{move.Branch}:{move.From}"), "--", address.Url,
        .. moves.Select(move => $"{move.To}:refs/heads/{move.Branch}"),
    ]);

    /// <summary>Takes what must not be seen out of a text.</summary>
    public string Redact(string text) => string.IsNullOrEmpty(options.Password)
        ? text
        : text.Replace(options.Password, "***", StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(options.Password), "***", StringComparison.OrdinalIgnoreCase);

    private ProcessStartInfo Start(params string[] arguments)
    {
        var start = _git.Value.Command(arguments);
        // Away from any repository whose settings git would take for the ones that are meant.
        start.WorkingDirectory = Path.GetPathRoot(Path.GetTempPath());
        start.Environment["GIT_ALLOW_PROTOCOL"] = "file:http:https:ssh";
        Set(start, "gc.auto", "0");
        Set(start, "maintenance.auto", "false");
        if (address.Transport == RemoteTransport.Http)
            AddHttp(start);
        else if (address.Transport == RemoteTransport.Ssh)
            start.Environment["GIT_SSH_COMMAND"] = SshCommand();
        return start;
    }

    private void AddHttp(ProcessStartInfo start)
    {
        // A little later than our own deadline, for a git whose worker was killed.
        Set(start, "http.lowSpeedLimit", "1");
        Set(start, "http.lowSpeedTime", Seconds(options.NetworkTimeout + TimeSpan.FromSeconds(5)));
        if (string.IsNullOrEmpty(options.Password))
            return;
        Set(start, $"credential.{address.Origin}.helper", CredentialHelper);
        start.Environment["REGISTRY_GIT_USERNAME"] = string.IsNullOrEmpty(options.Username) ? DefaultUsername : options.Username;
        start.Environment["REGISTRY_GIT_PASSWORD"] = options.Password;
    }

    private string SshCommand()
    {
        string[] settings =
        [
            "BatchMode=yes", "IdentitiesOnly=yes", "IdentityAgent=none", "PreferredAuthentications=publickey", "StrictHostKeyChecking=yes",
            "GlobalKnownHostsFile=/dev/null", "UpdateHostKeys=no", "LogLevel=ERROR", $"UserKnownHostsFile=\"{SshPath(options.SshKnownHostsFile)}\"",
            $"IdentityFile=\"{SshPath(options.SshKeyFile)}\"",
            $"ConnectTimeout={Seconds(options.NetworkTimeout)}", $"ServerAliveInterval={Seconds(options.NetworkTimeout / 3)}",
        ];
        return "ssh -F none " + string.Join(' ', settings.Select(setting => "-o " + Quoted(setting)));
    }

    /// <summary>Paths are relative to where the registry runs, and a percent sign means something to ssh.</summary>
    private static string SshPath(string? path) => Path.GetFullPath(path!).Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>For the shell, which git has run the command.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static void Set(ProcessStartInfo start, string key, string value)
    {
        var count = int.Parse(start.Environment["GIT_CONFIG_COUNT"]!, CultureInfo.InvariantCulture);
        var at = count.ToString(CultureInfo.InvariantCulture);
        start.Environment["GIT_CONFIG_KEY_" + at] = key;
        start.Environment["GIT_CONFIG_VALUE_" + at] = value;
        start.Environment["GIT_CONFIG_COUNT"] = (count + 1).ToString(CultureInfo.InvariantCulture);
    }
}
