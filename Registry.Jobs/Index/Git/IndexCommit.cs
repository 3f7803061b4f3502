namespace Registry.Jobs.Index.Git;

/// <summary>The commit that holds what was asked for.</summary>
/// <param name="Id">Its id, 40 hexadecimal digits.</param>
/// <param name="Changed">False when the index held it already, so that no commit was made and <paramref name="Id"/> is the head.</param>
internal sealed record IndexCommit(string Id, bool Changed);
