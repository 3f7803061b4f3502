namespace Registry.Jobs.Index.Git.Squashing;

/// <summary>Asks for the history of the git index to be collapsed.</summary>
/// <param name="RequestedBy">Who asks, for the log.</param>
internal sealed record SquashGitIndex(string RequestedBy);
