namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>A remote that is spoken to by the git command.</summary>
internal sealed class GitRemote(RemoteCommands commands, GitIndexOptions options, TimeProvider time) : IGitRemote
{
    private const string Branches = "refs/heads/";

    public async Task<RemoteBranches> ListAsync(CancellationToken cancellationToken)
    {
        var outcome = await RunAsync(commands.List(), "could not be asked for its branches", cancellationToken);
        string? named = null;
        string? head = null;
        var heads = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is not [var what, var name])
                continue;
            if (name != "HEAD")
                heads[name[Branches.Length..]] = what;
            else if (what.StartsWith("ref: " + Branches, StringComparison.Ordinal))
                named = what[("ref: " + Branches).Length..];
            else
                head = what;
        }

        return new RemoteBranches(named, head, heads);
    }

    public async Task FetchAsync(string repository, string branch, string into, CancellationToken cancellationToken) =>
        await RunAsync(commands.Fetch(repository, branch, into), "could not be fetched from", cancellationToken);

    public async Task PushAsync(string repository, IReadOnlyList<BranchMove> moves, CancellationToken cancellationToken)
    {
        var outcome = await StartAsync(commands.Push(repository, moves), cancellationToken);
        var refusal = PushReport.Refusal(outcome);
        if (outcome.ExitCode == 0 && refusal is null)
            return;
        throw refusal switch
        {
            null => Failure("could not be pushed to", outcome),
            { Moved: true } => new RemoteMovedException(commands.Redact($"The remote of the git index has moved: {refusal.Reason}.")),
            _ => new RemoteRefusedException(commands.Redact(
                $"The remote of the git index refused the push: {refusal.Reason}.{RemoteWords.Quote(outcome.Error)}")),
        };
    }

    private async Task<GitOutcome> RunAsync(System.Diagnostics.ProcessStartInfo command, string failing, CancellationToken cancellationToken)
    {
        var outcome = await StartAsync(command, cancellationToken);
        return outcome.ExitCode == 0 ? outcome : throw Failure(failing, outcome);
    }

    private async Task<GitOutcome> StartAsync(System.Diagnostics.ProcessStartInfo command, CancellationToken cancellationToken)
    {
        try
        {
            return await new RemoteProcess(command, options.NetworkTimeout, time).RunAsync(cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RemoteException(
                $"The remote of the git index has not answered within {options.NetworkTimeout.TotalSeconds:0.#} s (Index:Git:NetworkTimeout).");
        }
    }

    private RemoteException Failure(string failing, GitOutcome outcome) =>
        new(commands.Redact($"The remote of the git index {failing}: {RemoteWords.Of(outcome)}"));
}
