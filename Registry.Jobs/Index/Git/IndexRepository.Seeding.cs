using System.Text.Json;
using System.Text.Json.Nodes;
using LibGit2Sharp;
using Registry.Jobs.Index.Git.Packing;

namespace Registry.Jobs.Index.Git;

internal sealed partial class IndexRepository
{
    private const string ConfigFile = "config.json";
    private const int SeedAttempts = 10;
    private const string LibraryFlushKey = "core.fsyncObjectFiles";

    /// <summary>The keys of config.json that this registry decides; any other in an existing file is its administrator's.</summary>
    private static readonly string[] OwnKeys = ["dl", "api", "auth-required"];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>
    /// Makes sure that the repository is there, with <c>HEAD</c> on the configured branch and a config.json that says what
    /// <paramref name="configJson"/> says. Cargo fails on an index without a first commit, so it comes into being whole. Any number of
    /// processes may call this at once, and at every start.
    /// </summary>
    public async Task EnsureSeededAsync(byte[] configJson, CancellationToken cancellationToken)
    {
        if (!Exists)
            Create(configJson);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Adopt(configJson);
        }
        finally
        {
            _writing.Release();
        }

        for (var attempt = 1; ; attempt++)
        {
            var head = Head;
            var content = MergeConfig(Read(ConfigFile), configJson);
            if (content is null)
                return;
            try
            {
                await CommitAsync(head, [new IndexFile(ConfigFile, content)], "Update config.json\n", cancellationToken);
                return;
            }
            catch (IndexHeadMovedException) when (attempt < SeedAttempts)
            {
                // A writer was faster, perhaps with the same file: look again.
            }
        }
    }

    /// <summary>Builds the repository beside its place and puts it there whole.</summary>
    private void Create(byte[] configJson)
    {
        if (Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any())
            throw new IOException($"{Path} is meant for the git index, but holds something that is not a git repository. Move it away.");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var building = $"{Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Repository.Init(building, isBare: true);
            using (var repository = new Repository(building))
                Configure(repository);
            using (var repository = new Repository(building))
                Seed(repository, configJson);
            FlushedDirectory.FlushAll(building);
            MakeWay();
            Directory.Move(building, Path);
            FlushedDirectory.Flush(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (IOException) when (Exists)
        {
            // Another process put its own there in the meantime, and that one stays.
        }
        finally
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
        }
    }

    /// <summary>Removes an empty directory, such as one that an administrator made; any other is in the way of the caller's move.</summary>
    private void MakeWay()
    {
        try
        {
            Directory.Delete(Path, recursive: false);
        }
        catch (DirectoryNotFoundException)
        {
            // The usual case.
        }
    }

    /// <summary>Brings a repository that was there into shape: one that somebody made by hand, or for another branch.</summary>
    private void Adopt(byte[] configJson)
    {
        using (var repository = new Repository(Path))
            Configure(repository);
        using (var repository = new Repository(Path))
        {
            if (HeadOrNull(repository) is null)
            {
                if (repository.Head.Tip is { } tip)
                    repository.Refs.Add(_options.Reference, tip.Id);
                else
                    Seed(repository, configJson);
            }

            PointHead(repository);
        }
    }

    private void Seed(Repository repository, byte[] configJson)
    {
        var tree = new TreeDefinition();
        tree.Add(ConfigFile, repository.Lookup<Blob>(repository.ObjectDatabase.Write<Blob>(configJson)), Mode.NonExecutableFile);
        var commit = WriteCommit(repository, repository.ObjectDatabase.CreateTree(tree).Id, [], "Create the index\n");
        repository.Refs.Add(_options.Reference, commit.Id, allowOverwrite: false);
        PointHead(repository);
    }

    private void PointHead(Repository repository)
    {
        if (repository.Refs.Head.TargetIdentifier != _options.Reference)
            repository.Refs.UpdateTarget("HEAD", _options.Reference);
    }

    /// <summary>
    /// What is committed is on disk. git reads the first key. The second is libgit2's, read at opening; git warns of it, so it stands there
    /// only where the library cannot be told otherwise.
    /// </summary>
    private void Configure(Repository repository)
    {
        if (repository.Config.Get<string>("core.fsync")?.Value != "all")
            repository.Config.Set("core.fsync", "all", ConfigurationLevel.Local);
        var present = repository.Config.Get<bool>(LibraryFlushKey)?.Value;
        if (_flushes && present is not null)
            repository.Config.Unset(LibraryFlushKey, ConfigurationLevel.Local);
        else if (!_flushes && present != true)
            repository.Config.Set(LibraryFlushKey, true, ConfigurationLevel.Local);
    }

    /// <summary>The file to write, or null when the one that is there already says the same.</summary>
    private static byte[]? MergeConfig(byte[]? present, byte[] wanted)
    {
        if (Parse(present) is not { } merged)
            return wanted;
        var before = merged.DeepClone();
        var own = JsonNode.Parse(wanted)!.AsObject();
        foreach (var key in OwnKeys)
        {
            merged.Remove(key);
            if (own[key] is { } value)
                merged[key] = value.DeepClone();
        }

        if (JsonNode.DeepEquals(before, merged))
            return null;
        return JsonNode.DeepEquals(merged, own) ? wanted : JsonSerializer.SerializeToUtf8Bytes(merged, Readable);
    }

    private static JsonObject? Parse(byte[]? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            // Cargo cannot read it either, so there is nothing in it to keep.
            return null;
        }
    }
}
