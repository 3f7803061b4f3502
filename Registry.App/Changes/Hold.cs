namespace Registry.App.Changes;

/// <summary>Something that only the operators can end keeps a stage from going on.</summary>
/// <param name="Why">What it is, as the beginning of a sentence.</param>
/// <param name="Until">When it goes on, as the end of one.</param>
public sealed record Hold(string Why, string Until)
{
    public static Hold NoWorker { get; } = new("No worker is running", "as soon as the operators start one");

    public static Hold Paused(string reason) => new($"The operators have paused this step ({reason.TrimEnd('.')})", "when they resume it");
}
