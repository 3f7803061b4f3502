namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>The kinds of jobs in these tests. Each job's key is its text.</summary>
internal static class Kinds
{
    public static JobKind<Note> Plain { get; } = Named("plain");

    public static JobKind<Note> FollowUp { get; } = Named("follow_up");

    public static JobKind<Note> Coalescing { get; } = Named("coalescing") with { Coalesce = true };

    public static JobKind<Note> Exclusive { get; } = Named("exclusive") with { Queue = "exclusive" };

    /// <summary>Jobs with the same words before the slash run in order.</summary>
    public static JobKind<Note> Ordered { get; } = Named("ordered") with { OrderingKey = OrderOf };

    public static string OrderOf(Note note) => note.Text.Split('/')[0];

    public static JobKind<Note> Named(string name) => new(name) { Key = note => note.Text };
}
