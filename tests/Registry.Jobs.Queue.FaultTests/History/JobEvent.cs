namespace Registry.Jobs.Queue.FaultTests.History;

/// <summary>A job began, or was done. Nothing is said when an attempt fails or is cut off.</summary>
/// <param name="Key">The key whose jobs are to run in order.</param>
/// <param name="Number">Which job of the key, in the order in which they were added.</param>
/// <param name="IsDone">The attempt was committed.</param>
internal sealed record JobEvent(string Key, int Number, bool IsDone)
{
    public static JobEvent Began(string key, int number) => new(key, number, IsDone: false);

    public static JobEvent Done(string key, int number) => new(key, number, IsDone: true);

    public override string ToString() => $"{Key} {Number} {(IsDone ? "was done" : "began")}";
}
