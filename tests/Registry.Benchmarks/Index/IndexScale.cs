namespace Registry.Benchmarks.Index;

/// <summary>How much of it is measured.</summary>
/// <param name="Sizes">Crates in the indexes, the smallest first.</param>
/// <param name="Directory">Entries in the large directory.</param>
/// <param name="Commits">Commits of the long life.</param>
/// <param name="Samples">How many times what is cheap is done.</param>
/// <param name="SeedJobs">How many jobs the seed's method gets.</param>
/// <param name="LoadSeconds">How long each server is under load at a time.</param>
internal sealed record IndexScale(int[] Sizes, int Directory, int Commits, int Samples, int SeedJobs, int LoadSeconds)
{
    public const string Full = "full";
    public const string Small = "small";

    public static IndexScale Of(string name) => name == Small
        ? new([200, 2_000], 2_000, 2_000, 10, 1, 2)
        : new([1_000, 20_000, 100_000, 250_000], 50_000, 100_000, 100, 3, 5);

    public int Smallest => Sizes[0];

    public int Largest => Sizes[^1];
}
