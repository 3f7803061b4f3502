using System.Globalization;
using System.Text.RegularExpressions;

namespace Registry.App.Hosting.Postgres;

/// <summary>Where operating systems put PostgreSQL's server binaries.</summary>
internal static partial class PostgresPlaces
{
    // Folder pattern, and where in it the binaries are. The server is often not on the PATH.
    private static readonly (string Parent, string Pattern, string Binaries)[] Distributions =
    [
        ("/usr/lib/postgresql", "*", "bin"), // Debian, Ubuntu
        ("/usr", "pgsql-*", "bin"), // PostgreSQL's packages for Red Hat
        ("/usr/libexec", "postgresql*", ""), // Alpine
        ("/usr/lib", "postgresql*", "bin"), // openSUSE
        ("/opt/homebrew/opt", "postgresql*", "bin"),
        ("/usr/local/opt", "postgresql*", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
        ("/usr/local", "pgsql", "bin"), // built from source
    ];

    /// <summary>Best first: what the user put on the PATH, then the newest of each place.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var places = new List<string>();
        places.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathRooted));
        if (Command.IsOnPath("pg_config"))
        {
            var result = await Command.RunAsync("pg_config", ["--bindir"], cancellationToken);
            places.Add(result.Output.Trim());
        }

        foreach (var (parent, pattern, binaries) in Distributions.Where(place => Directory.Exists(place.Parent)))
        {
            places.AddRange(Directory.GetDirectories(parent, pattern)
                .OrderByDescending(VersionInName)
                .Select(directory => Path.Combine(directory, binaries)));
        }

        return places;
    }

    private static int VersionInName(string directory) =>
        Digits().Match(Path.GetFileName(directory)) is { Success: true } match
            ? int.Parse(match.ValueSpan, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"\d{1,5}")]
    private static partial Regex Digits();
}
