namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>The remote could not be reached, or not be used. The message holds what it said, and never a secret.</summary>
internal class RemoteException(string message) : Exception(message);

/// <summary>The remote took in what was sent and refused it, in words of its own.</summary>
internal sealed class RemoteRefusedException(string message) : RemoteException(message);

/// <summary>A branch of the remote is not where it was believed to be. Nothing was pushed: fetch, render again, and push again.</summary>
internal sealed class RemoteMovedException(string message) : RemoteException(message);
