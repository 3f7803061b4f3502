namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>The same tests, for longer: <c>script/test --soak</c>.</summary>
internal static class Soak
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("REGISTRY_SOAK") == "1";

    /// <summary>How much of it.</summary>
    public static int Or(int usual, int soak) => IsOn ? soak : usual;
}
