namespace Registry.Jobs.Index.Git;

/// <summary>A file of the index.</summary>
/// <param name="Path">Where it is, with <c>/</c> between the parts.</param>
/// <param name="Content">Its bytes, or null for a file that shall not be there.</param>
internal sealed record IndexFile(string Path, byte[]? Content);
