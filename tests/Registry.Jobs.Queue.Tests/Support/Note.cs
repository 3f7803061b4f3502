namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>The arguments of every job in these tests.</summary>
internal sealed record Note(string Text);
