using System.Diagnostics;

namespace Registry.Jobs.Index.Git;

/// <summary>There is no <c>git</c> on the path.</summary>
internal sealed class GitNotFoundException()
    : Exception("git was not found on PATH, and the git index needs it. Install it (Debian and Ubuntu: apt install git), "
        + "or set Index:Git:Enabled to false.");

/// <summary>The git command, and the fixed surroundings it is run in, so that no user's or machine's settings bend what it does.</summary>
internal sealed class GitExecutable
{
    private static readonly string NoFile = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";

    private GitExecutable(string path) => Path = path;

    /// <summary>The full path of the executable.</summary>
    public string Path { get; }

    /// <summary>Looks for git on <c>PATH</c>.</summary>
    /// <exception cref="GitNotFoundException">It is not there.</exception>
    public static GitExecutable Find()
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        var directories = Environment.GetEnvironmentVariable("PATH") ?? "";
        var found = directories.Split(System.IO.Path.PathSeparator).Where(System.IO.Path.IsPathFullyQualified)
            .Select(directory => System.IO.Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
        return found is null ? throw new GitNotFoundException() : new GitExecutable(found);
    }

    /// <summary>How to run git with redirected streams and an environment that inherits nothing but <c>PATH</c>.</summary>
    public ProcessStartInfo Command(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = NoFile;
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        // The web role may run as another user than the worker that owns the repository. Every directory is named as safe rather than this
        // one, because git compares with a spelling of it that differs between its releases; the command is only ever given this one.
        start.Environment["GIT_CONFIG_COUNT"] = "1";
        start.Environment["GIT_CONFIG_KEY_0"] = "safe.directory";
        start.Environment["GIT_CONFIG_VALUE_0"] = "*";
        return start;
    }
}
