using System.Globalization;
using System.Text.RegularExpressions;

namespace Registry.App.Hosting.Postgres;

/// <summary>An installed PostgreSQL server.</summary>
internal sealed partial record PostgresBinaries(string Directory, int MajorVersion)
{
    private const string Alternative = "or set ConnectionStrings:Registry to a PostgreSQL server of your own";

    public string Postgres => Path.Combine(Directory, "postgres");

    public string InitDb => Path.Combine(Directory, "initdb");

    /// <summary>The best installed server, or the best of the version that an existing cluster needs.</summary>
    /// <exception cref="PostgresNotFoundException">There is none.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        IReadOnlyList<string>? directories, int? neededVersion, CancellationToken cancellationToken)
    {
        var foundVersions = new SortedSet<int>();
        var places = directories ?? [.. await PostgresPlaces.ListAsync(cancellationToken)];
        foreach (var directory in places.Distinct(StringComparer.Ordinal))
        {
            if (await ReadVersionAsync(directory, cancellationToken) is not { } version)
            {
                continue;
            }

            if (neededVersion is null || version == neededVersion)
            {
                return new PostgresBinaries(directory, version);
            }

            foundVersions.Add(version);
        }

        throw new PostgresNotFoundException(neededVersion is null
            ? $"PostgreSQL's server was not found. Install it (Debian and Ubuntu: apt-get install postgresql), {Alternative}."
            : $"The data directory needs PostgreSQL {neededVersion}, and the server found is {Describe(foundVersions)}. "
                + $"Install version {neededVersion} (Debian and Ubuntu: apt-get install postgresql-{neededVersion}), {Alternative}.");
    }

    private static string Describe(SortedSet<int> versions) => versions.Count == 0 ? "none" : string.Join(", ", versions);

    private static async Task<int?> ReadVersionAsync(string directory, CancellationToken cancellationToken)
    {
        var binaries = new PostgresBinaries(directory, 0);
        if (!File.Exists(binaries.Postgres) || !File.Exists(binaries.InitDb))
        {
            return null;
        }

        var result = await Command.RunAsync(binaries.Postgres, ["--version"], cancellationToken);
        var match = VersionPattern().Match(result.Output);
        return result.Succeeded && match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    // "postgres (PostgreSQL) 15.18 (Debian …)", "postgres (PostgreSQL) 19beta1"
    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();
}
