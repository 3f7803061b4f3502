using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

/// <summary>A directory for one test, with an index repository in it and the git command beside it.</summary>
internal sealed class Sandbox : IDisposable
{
    public static readonly byte[] Config = """{"dl":"http://127.0.0.1:8080/api/v1/crates","api":"http://127.0.0.1:8080"}"""u8.ToArray();

    private readonly List<IndexRepository> _opened = [];

    public Sandbox()
    {
        try
        {
            _ = GitExecutable.Find();
        }
        catch (GitNotFoundException missing) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(missing.Message);
        }

        Root = Directory.CreateTempSubdirectory("registry-git-").FullName;
    }

    public string Root { get; }

    /// <summary>Where the index repository is, or will be.</summary>
    public string Path => System.IO.Path.Combine(Root, "index.git");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A repository object of its own over the same path, as another process would have.</summary>
    public IndexRepository Open(GitIndexOptions? options = null, IGitPlumbing? plumbing = null, TimeProvider? time = null)
    {
        options ??= new GitIndexOptions();
        time ??= TimeProvider.System;
        var logger = NullLogger<IndexRepository>.Instance;
        var repository = plumbing is null
            ? new IndexRepository(Path, options, time, logger)
            : new IndexRepository(Path, options, time, logger, plumbing);
        _opened.Add(repository);
        return repository;
    }

    public async Task<IndexRepository> SeedAsync(IGitPlumbing? plumbing = null)
    {
        var repository = Open(plumbing: plumbing);
        await repository.EnsureSeededAsync(Config, Cancellation);
        return repository;
    }

    /// <summary>Runs git in the index repository; it has to succeed.</summary>
    public string Git(params IEnumerable<string> arguments)
    {
        var (exitCode, output, error) = TryGit(["--git-dir", Path, .. arguments]);
        Assert.True(exitCode == 0, $"git {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        return output;
    }

    /// <summary>Runs git below <see cref="Root"/>.</summary>
    public (int ExitCode, string Output, string Error) TryGit(params IEnumerable<string> arguments)
    {
        var start = GitExecutable.Find().Command(arguments);
        start.WorkingDirectory = Root;
        start.StandardOutputEncoding = Encoding.UTF8;
        using var git = Process.Start(start)!;
        git.StandardInput.Close();
        var error = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return (git.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>No object is missing, broken or, unless <paramref name="leftovers"/> are expected, unreachable.</summary>
    public void AssertSound(bool leftovers = false)
    {
        string[] flags = leftovers ? ["--no-dangling"] : ["--unreachable"];
        Assert.Equal("", Git(["fsck", "--full", "--strict", "--no-progress", .. flags]));
    }

    public void Dispose()
    {
        foreach (var repository in _opened)
            repository.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
