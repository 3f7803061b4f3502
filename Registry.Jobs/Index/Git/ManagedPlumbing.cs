using System.Diagnostics;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>
/// Without bindings of our own: for platforms whose libgit2 is another one. Slower, since it reads each touched directory whole and starts
/// git for every move.
/// </summary>
internal sealed class ManagedPlumbing : IGitPlumbing
{
    private readonly Lazy<GitExecutable> _git = new(GitExecutable.Find);

    public ObjectId? WriteCommit(Repository repository, Commit parent, IReadOnlyList<IndexFile> files, Signature committer, string message)
    {
        var definition = TreeDefinition.From(parent.Tree);
        foreach (var (path, content) in files)
        {
            if (content is not null)
                definition.Add(path, repository.Lookup<Blob>(repository.ObjectDatabase.Write<Blob>(content)), Mode.NonExecutableFile);
            else if (definition[path] is not null)
                definition.Remove(path);
        }

        var tree = repository.ObjectDatabase.CreateTree(definition);
        return tree.Id == parent.Tree.Id
            ? null
            : repository.ObjectDatabase.CreateCommit(committer, committer, message, tree, [parent], prettifyMessage: false).Id;
    }

    public ReferenceMove MoveReference(Repository repository, string reference, ObjectId from, ObjectId to)
    {
        using var git = Process.Start(_git.Value.Command("--git-dir", repository.Info.Path, "update-ref", reference, to.Sha, from.Sha))!;
        git.StandardInput.Close();
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode == 0)
            return ReferenceMove.Moved;
        if (error.Contains(" but expected ", StringComparison.Ordinal)
            || error.Contains("unable to resolve reference", StringComparison.Ordinal))
            return ReferenceMove.Lost;
        if (error.Contains(".lock': File exists", StringComparison.Ordinal))
            return ReferenceMove.Locked;
        throw new LibGit2SharpException($"git update-ref failed: {error.Trim()}");
    }
}
