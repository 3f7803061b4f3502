using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class RemoteSettingsTests
{
    [Theory]
    [InlineData("/srv/index.git", "File", "/srv/index.git")]
    [InlineData("file:///srv/index.git", "File", "file:///srv/index.git")]
    [InlineData("https://git.example.com/index.git", "Http", "https://git.example.com/index.git")]
    [InlineData("http://127.0.0.1:3000/index", "Http", "http://127.0.0.1:3000/index")]
    [InlineData("ssh://git@git.example.com:2222/index.git", "Ssh", "ssh://git@git.example.com:2222/index.git")]
    [InlineData("git@git.example.com:crates/index.git", "Ssh", "git@git.example.com:crates/index.git")]
    [InlineData("git.example.com:index.git", "Ssh", "git.example.com:index.git")]
    public void Addresses_are_told_apart(string text, string transport, string url)
    {
        var (address, fault) = RemoteAddress.Read(text);

        Assert.Null(fault);
        Assert.Equal((transport, url), (address!.Transport.ToString(), address.Url));
    }

    [Fact]
    public void A_relative_path_is_one_of_the_working_directory() =>
        Assert.Equal(Path.GetFullPath("index.git"), RemoteAddress.Read("index.git").Address!.Url);

    [Theory]
    [InlineData("https://ada:s3cret@git.example.com/index.git", "Index:Git:Username and Index:Git:Password")]
    [InlineData("https://s3cret@git.example.com/index.git", "Index:Git:Username and Index:Git:Password")]
    [InlineData("https://git.example.com/index.git?token=s3cret", "Index:Git:Username and Index:Git:Password")]
    [InlineData("ssh://git:s3cret@git.example.com/index.git", "Index:Git:SshKeyFile")]
    [InlineData("git:s3cret@git.example.com:index.git", "Index:Git:SshKeyFile")]
    [InlineData("ftp://git.example.com/s3cret", "file, http, https or ssh")]
    [InlineData("ext::sh -c s3cret", "file, http, https or ssh")]
    [InlineData("ssh://-oProxyCommand=s3cret/index.git", "is no address")]
    [InlineData("-oProxyCommand=s3cret:index.git", "user@host:path")]
    [InlineData("file://elsewhere/s3cret", "file, http, https or ssh")]
    [InlineData("https://git.example.com/\ns3cret", "control character")]
    public void What_is_no_remote_or_has_a_secret_in_it_is_refused_without_repeating_it(string remote, string hint)
    {
        var fault = Assert.Single(Faults(options => options.Remote = remote));

        Assert.StartsWith("Index:Git:Remote ", fault, StringComparison.Ordinal);
        Assert.Contains(hint, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://git.example.com/index.git", "Username", "ada", "Index:Git:Password is not set")]
    [InlineData("https://git.example.com/index.git", "Password", "a\nb", "Index:Git:Password has a line break")]
    [InlineData("https://git.example.com/index.git", "SshKeyFile", "/key", "Index:Git:SshKeyFile is for remotes by ssh")]
    [InlineData("/srv/index.git", "Password", "s3cret", "Index:Git:Password is for remotes by http and https")]
    [InlineData("/srv/index.git", "NetworkTimeout", "0", "Index:Git:NetworkTimeout is 00:00:00")]
    public void A_setting_that_does_not_fit_the_remote_is_named(string remote, string key, string value, string expected)
    {
        var fault = Assert.Single(Faults(options =>
        {
            options.Remote = remote;
            var property = typeof(GitIndexOptions).GetProperty(key)!;
            property.SetValue(options, property.PropertyType == typeof(string) ? value : TimeSpan.Zero);
        }));

        Assert.StartsWith(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Ssh_needs_a_key_and_known_hosts()
    {
        Assert.Equal(
            ["Index:Git:SshKeyFile is not set", "Index:Git:SshKnownHostsFile is not set"],
            Faults(options => options.Remote = "git@git.example.com:index.git").Select(fault => fault.Split(';')[0]));
        Assert.Contains(
            "Index:Git:SshKeyFile is `/nowhere/key`, where no file can be seen.",
            Faults(options => (options.Remote, options.SshKeyFile) = ("git@git.example.com:index.git", "/nowhere/key")));
    }

    [Fact]
    public void A_token_needs_no_user() =>
        Assert.Empty(Faults(options => (options.Remote, options.Password) = ("https://git.example.com/index.git", "s3cret")));

    private static List<string> Faults(Action<GitIndexOptions> set)
    {
        var options = new GitIndexOptions();
        set(options);
        return [.. new GitIndexOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
