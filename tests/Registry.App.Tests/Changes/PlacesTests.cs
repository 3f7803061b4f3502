using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Changes;
using Registry.App.Hosting;
using Registry.App.Storage;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What whoever may see a change, but not the jobs, is not told.</summary>
public sealed class PlacesTests
{
    [Theory]
    [InlineData("Access to the path '/srv/registry/index.git' is denied.", "Access to the path '…/index.git' is denied.")]
    [InlineData("cannot open /srv/registry-old/file", "cannot open /srv/registry-old/file")]
    public void Where_the_data_directory_is(string error, string told) => Assert.Equal(told, Of().Hide(error));

    [Theory]
    [InlineData("https://bot:s3cret@git.internal.example:8443/infra/crates.git", "failed to push to https://git.internal.example:8443/infra/crates.git: 503", "failed to push to …: 503")]
    [InlineData("https://bot:s3cret@git.internal.example:8443/infra/crates.git", "fatal: https://bot:s3cret@git.internal.example:8443/infra/crates.git not found", "fatal: … not found")]
    [InlineData("https://git.internal.example/infra/crates.git", "could not resolve host: GIT.internal.example.", "could not resolve host: ….")]
    [InlineData("https://git.internal.example/infra/crates.git", "remote: /infra/crates.git was moved", "remote: … was moved")]
    [InlineData("https://git.internal.example/infra/crates.git", "access denied for user robot", "access denied for user …")]
    [InlineData("https://git.internal.example/infra/crates.git", "'robot' may not push to the robotics branch", "'…' may not push to the robotics branch")]
    [InlineData("ssh://git@git.internal.example:2222/infra/crates.git", "git@git.internal.example: the git index refused", "…@…: the git index refused")]
    [InlineData("git@git.internal.example:infra/crates.git", "ERROR: infra/crates.git at git.internal.example: no git repository", "ERROR: … at …: no git repository")]
    [InlineData("/mnt/index/crates.git", "cannot lock '/mnt/index/crates.git/refs'", "cannot lock '…/refs'")]
    [InlineData("git@git.internal.example:infra/crates.git", "Load key /etc/registry/id_ed25519: invalid format", "Load key …: invalid format")]
    public void Where_the_git_index_is_pushed_to_and_by_whom(string remote, string error, string told) => Assert.Equal(told, Of(
        git => (git.Remote, git.Username, git.Password, git.SshKeyFile) = (remote, "robot", "s3cret", "/etc/registry/id_ed25519")).Hide(error));

    [Theory]
    [InlineData("https://s3.internal.example:9000", "PUT https://s3.internal.example:9000/crates-prod/crates/tide: 503", "PUT …/…/crates/tide: 503")]
    [InlineData("https://s3.internal.example", "crates-prod.s3.internal.example does not answer", "… does not answer")]
    [InlineData("https://s3.internal.example", "the bucket crates-prod does not exist", "the bucket … does not exist")]
    [InlineData("https://s3.internal.example", "AKIAEXAMPLE has no rights", "… has no rights")]
    [InlineData(null, "crates-prod.s3.eu-west-1.amazonaws.com: Name or service not known", "…: Name or service not known")]
    public void Which_bucket_crates_are_in(string? endpoint, string error, string told) => Assert.Equal(told, Of(storage: storage =>
    {
        storage.Kind = StorageKind.S3;
        (storage.S3.Endpoint, storage.S3.Bucket, storage.S3.AccessKey) = (endpoint, "crates-prod", "AKIAEXAMPLE");
    }).Hide(error));

    [Theory]
    [InlineData("Failed to connect to db.internal.example:5432", "Failed to connect to …:5432")]
    [InlineData("db2.internal.example is read-only", "… is read-only")]
    [InlineData("Failed to connect to 10.20.30.40:5432", "Failed to connect to …:5432")]
    [InlineData("Failed to connect to [2001:db8::7]:5432", "Failed to connect to …:5432")]
    [InlineData("password authentication failed for user \"registrar\"", "password authentication failed for user \"…\"")]
    [InlineData("database \"cratesdb\" does not exist", "database \"…\" does not exist")]
    public void Where_the_database_is(string error, string told) => Assert.Equal(told, Of().Hide(error));

    [Theory]
    [InlineData("disk full")]
    [InlineData("tide-tables 0.4.2 needs chrono ^1.2.3")]
    [InlineData("the checksum is 7f3k at position [12], expected [ab]")]
    [InlineData(null)]
    public void What_is_no_place_is_told_as_it_is(string? error) => Assert.Equal(error, Of().Hide(error));

    private static Places Of(Action<GitIndexOptions>? git = null, Action<StorageOptions>? storage = null)
    {
        var (gitOptions, storageOptions) = (new GitIndexOptions(), new StorageOptions());
        git?.Invoke(gitOptions);
        storage?.Invoke(storageOptions);
        using var database = NpgsqlDataSource.Create("Host=db.internal.example:5432,db2.internal.example;Username=registrar;Database=cratesdb");
        return new Places(
            Options.Create(new RegistryOptions { DataDirectory = "/srv/registry" }), Options.Create(gitOptions), Options.Create(storageOptions), database);
    }
}
