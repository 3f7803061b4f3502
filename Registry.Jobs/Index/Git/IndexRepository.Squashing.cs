using System.Globalization;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

internal sealed partial class IndexRepository
{
    /// <summary>
    /// Writes a commit without a parent that has the files of <paramref name="head"/>; no branch moves. Null when that is such a commit
    /// already.
    /// </summary>
    public string? WriteSquashed(string head, string message)
    {
        using var repository = new Repository(Path);
        var commit = repository.Lookup<Commit>(head) ?? throw new NotFoundException($"The git index {Path} has no commit {head}.");
        return commit.Parents.Any() ? WriteCommit(repository, commit.Tree.Id, [], message).Sha : null;
    }

    /// <summary>The names of the branches.</summary>
    public IReadOnlyCollection<string> Branches()
    {
        using var repository = new Repository(Path);
        return [.. repository.Refs.FromGlob("refs/heads/*").Select(reference => reference.CanonicalName["refs/heads/".Length..])];
    }

    /// <summary>Adds a branch. False when there is one of that name.</summary>
    public bool TryAddBranch(string branch, string head)
    {
        using var repository = new Repository(Path);
        try
        {
            repository.Refs.Add("refs/heads/" + branch, new ObjectId(head), allowOverwrite: false);
            return true;
        }
        catch (NameConflictException)
        {
            return false;
        }
    }

    /// <summary>Removes a branch that is where it is believed to be.</summary>
    public void RemoveBranch(string branch, string head)
    {
        using var repository = new Repository(Path);
        if (repository.Refs["refs/heads/" + branch]?.TargetIdentifier == head)
            repository.Refs.Remove("refs/heads/" + branch);
    }

    /// <summary>Moves the index's branch from one commit to another that need not follow it.</summary>
    /// <exception cref="IndexHeadMovedException">It is not on <paramref name="from"/>.</exception>
    public async Task MoveBranchAsync(string from, string to, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            using var repository = new Repository(Path);
            await MoveAsync(repository, new ObjectId(from), new ObjectId(to), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>What an old head is kept as: a name by the day, with a number when there is one of that day.</summary>
    public string SnapshotName(IReadOnlyCollection<string> taken)
    {
        var day = _time.GetUtcNow().ToString("'snapshot-'yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Enumerable.Range(1, int.MaxValue)
            .Select(number => number == 1 ? day : string.Create(CultureInfo.InvariantCulture, $"{day}-{number}"))
            .First(name => !taken.Contains(name));
    }
}
