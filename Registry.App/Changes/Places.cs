using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Hosting;
using Registry.App.Storage;
using Registry.Jobs.Index.Git;

namespace Registry.App.Changes;

/// <summary>
/// Takes out of what authors are told where things are: the data directory, the git remote, the bucket, the database, and whom the registry is to
/// them. Errors come from libraries and from other servers, which name all of that; operators read them whole on the page of the job.
/// </summary>
internal sealed partial class Places
{
    private const string Hidden = "…";

    private readonly Regex _known;

    public Places(IOptions<RegistryOptions> registry, IOptions<GitIndexOptions> git, IOptions<StorageOptions> storage, NpgsqlDataSource database)
    {
        var patterns = new List<string>();
        patterns.AddRange(Words(registry.Value.DataPath, git.Value.SshKeyFile, git.Value.SshKnownHostsFile));
        patterns.AddRange(Remote(git.Value));
        patterns.AddRange(Storage(storage.Value));
        patterns.AddRange(Database(new NpgsqlConnectionStringBuilder(database.ConnectionString)));
        _known = new Regex(
            string.Join('|', patterns.Distinct().OrderByDescending(pattern => pattern.Length)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    public string? Hide(string? error) => error is null ? null : Address().Replace(_known.Replace(error, Hidden), Hidden);

    private static IEnumerable<string> Remote(GitIndexOptions git)
    {
        if (!git.HasRemote)
            return [];
        var remote = git.Remote!.Trim();
        var users = Users(git.Username, git.Password);
        if (ScpAddress().Match(remote) is { Success: true } scp)
            return [.. Words(remote, scp.Groups["path"].Value), .. Hosts(scp.Groups["host"].Value), .. Users(scp.Groups["user"].Value), .. users];
        if (!Uri.TryCreate(remote, UriKind.Absolute, out var url) || url.IsFile)
            return [.. Words(remote), .. users];
        var plain = url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        return [.. Words(remote, plain, url.AbsolutePath.TrimEnd('/')), .. Hosts(url.Host), .. Users(Uri.UnescapeDataString(url.UserInfo).Split(':')), .. users];
    }

    private static IEnumerable<string> Storage(StorageOptions storage)
    {
        if (storage.Kind != StorageKind.S3)
            return [];
        var endpoint = Uri.TryCreate(storage.S3.Endpoint, UriKind.Absolute, out var url) ? url.Host : "amazonaws.com";
        return [.. Words(storage.S3.Endpoint?.TrimEnd('/'), storage.S3.Bucket, storage.S3.AccessKey), .. Hosts(endpoint)];
    }

    /// <summary>Names of users and databases are ordinary words; the server sets them between quotes.</summary>
    private static IEnumerable<string> Database(NpgsqlConnectionStringBuilder database) =>
    [
        .. Hosts([.. (database.Host ?? "").Split(',').Select(host => host[0..^PortOf(host).Length])]),
        .. Users(database.Username, database.Database),
    ];

    private static string PortOf(string host) => Port().Match(host).Value;

    /// <summary>As they stand, but not within longer words.</summary>
    private static IEnumerable<string> Words(params string?[] names) =>
        names.Where(name => name is { Length: > 1 }).Select(name => $@"(?<![\w-]){Regex.Escape(name!)}(?![\w-])");

    /// <summary>With what is below them: a bucket may be a part of the name of its host.</summary>
    private static IEnumerable<string> Hosts(params string[] names) => names.Where(name => name.Length > 0).Select(name =>
        name[0] is '/' or '@' ? $@"{Regex.Escape(name)}(?![\w-])" : $@"(?<![\w.-])(?:[\w-]+\.)*{Regex.Escape(name)}(?![\w-]|\.\w)");

    /// <summary>Where they are said to be somebody.</summary>
    private static IEnumerable<string> Users(params string?[] names) => names.Where(name => name is { Length: > 0 }).Select(name =>
        $"(?<=[\"'`]){Regex.Escape(name!)}(?=[\"'`])|(?<![\\w-]){Regex.Escape(name!)}(?=(?::[^\\s@/]*)?@)|(?<=\\buser ){Regex.Escape(name!)}(?![\\w-])");

    /// <summary>What a name was resolved to, which is all that some libraries say.</summary>
    [GeneratedRegex(@"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)|\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%\w+)?\]")]
    private static partial Regex Address();

    [GeneratedRegex(@"^(?:(?<user>[^@/:\s]+)@)?(?<host>[^/:\s]+):(?!//)(?<path>.+)$")]
    private static partial Regex ScpAddress();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Port();
}
