namespace Registry.App.Crates;

/// <summary>What of a crate is shown; each has an address of its own.</summary>
public enum CrateTab
{
    Readme,
    Versions,
    Dependencies,
    Dependents,
    Owners,
}
