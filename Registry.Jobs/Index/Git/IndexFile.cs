namespace Registry.Jobs.Index.Git;

/// <summary>A file of the index: its path with <c>/</c> between the parts, and its bytes, or null for a file that shall not be there.</summary>
internal sealed record IndexFile(string Path, byte[]? Content);
