namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>What can be wrong with the settings of a remote before it is asked. No sentence repeats a secret.</summary>
internal static class RemoteSettings
{
    public static IEnumerable<string> Faults(GitIndexOptions options)
    {
        if (options.NetworkTimeout < TimeSpan.FromSeconds(1) || options.NetworkTimeout > TimeSpan.FromHours(1))
            yield return $"{Key(nameof(options.NetworkTimeout))} is {options.NetworkTimeout}; give a time from 00:00:01 to 01:00:00.";
        if (string.IsNullOrWhiteSpace(options.Remote))
            yield break;
        var (address, fault) = RemoteAddress.Read(options.Remote);
        var faults = address switch
        {
            null => [fault!],
            { Transport: RemoteTransport.Ssh } => OfSsh(options),
            _ => Misplaced(options.SshKeyFile, nameof(options.SshKeyFile), "ssh")
                .Concat(Misplaced(options.SshKnownHostsFile, nameof(options.SshKnownHostsFile), "ssh"))
                .Concat(address.Transport == RemoteTransport.Http ? OfHttp(options) : Credentials(options, "http and https")),
        };
        foreach (var found in faults)
            yield return found;
    }

    private static IEnumerable<string> OfHttp(GitIndexOptions options)
    {
        if (!string.IsNullOrEmpty(options.Username) && string.IsNullOrEmpty(options.Password))
            yield return $"{Key(nameof(options.Password))} is not set, but {Key(nameof(options.Username))} is; give the password or token too.";
        if (options.Username?.Any(char.IsControl) == true)
            yield return $"{Key(nameof(options.Username))} has a line break or another control character in it.";
        if (options.Password?.Any(char.IsControl) == true)
            yield return $"{Key(nameof(options.Password))} has a line break or another control character in it.";
    }

    private static IEnumerable<string> OfSsh(GitIndexOptions options) =>
    [
        .. Credentials(options, "http and https"),
        .. NeededFile(options.SshKeyFile, nameof(options.SshKeyFile), "name the file of the private key"),
        .. NeededFile(
            options.SshKnownHostsFile, nameof(options.SshKnownHostsFile),
            "name a file with the host's key, as `ssh-keyscan HOST` prints it, once you have compared its fingerprint"),
    ];

    private static IEnumerable<string> Credentials(GitIndexOptions options, string transport) =>
        Misplaced(options.Username, nameof(options.Username), transport).Concat(Misplaced(options.Password, nameof(options.Password), transport));

    /// <summary>A secret that would be of no use is better told of than carried about.</summary>
    private static IEnumerable<string> Misplaced(string? value, string name, string transport) => string.IsNullOrEmpty(value)
        ? []
        : [$"{Key(name)} is for remotes by {transport}, and {Key(nameof(GitIndexOptions.Remote))} is none; remove it."];

    private static IEnumerable<string> NeededFile(string? path, string name, string what)
    {
        if (string.IsNullOrEmpty(path))
            yield return $"{Key(name)} is not set; a remote by SSH needs it: {what}.";
        else if (path.Any(character => char.IsControl(character) || character is '"' or '$'))
            yield return $"{Key(name)} has a character in its path that ssh does not take.";
        else if (!File.Exists(path))
            yield return $"{Key(name)} is `{path}`, where no file can be seen.";
    }

    private static string Key(string name) => $"{GitIndexOptions.Section}:{name}";
}
