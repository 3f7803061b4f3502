namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>The arguments of every job in these tests.</summary>
/// <param name="Key">What it is about. Jobs of a key are numbered from 1 in the order in which they were added.</param>
/// <param name="Number">Which of them it is.</param>
/// <param name="Deed">What its handler does, one of <see cref="Deeds"/>.</param>
internal sealed record Errand(string Key, int Number, string Deed);

/// <summary>What handlers do.</summary>
internal static class Deeds
{
    /// <summary>Writes that it is done, in the job's transaction.</summary>
    public const string Write = "write";

    /// <summary>Says first, outside of the job's transaction, that it has begun, and takes a moment.</summary>
    public const string SayAndWrite = "say and write";

    /// <summary>Says that it has begun, fails at the first attempt, and writes at the second.</summary>
    public const string SayFailOnceAndWrite = "say, fail once and write";

    /// <summary>Waits for ever, or until it is cancelled.</summary>
    public const string Hang = "hang";

    /// <summary>Writes, and then waits for ever, or until it is cancelled.</summary>
    public const string WriteAndHang = "write and hang";

    /// <summary>Waits for ever, whatever its token says.</summary>
    public const string IgnoreEverything = "ignore everything";

    /// <summary>Waits for the test, whatever its token says, and writes.</summary>
    public const string PassGateAndWrite = "pass gate and write";

    /// <summary>Fails at the first attempt, and writes at the second.</summary>
    public const string FailOnce = "fail once";

    /// <summary>Brings a copy up to date with what the key says in the table <c>original</c>.</summary>
    public const string Copy = "copy";

    /// <summary>Ends the process.</summary>
    public const string EndTheProcess = "end the process";
}
