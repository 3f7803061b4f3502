using System.CommandLine;
using Registry.App.Crates.Limits;
using Registry.App.Deletion;

namespace Registry.App.Crates;

/// <summary>What operators do to crates.</summary>
internal static class CrateVerbs
{
    public static Command Command() => new("crate", "Looks after crates.") { LimitsVerb.Command(), DeleteVerb.Command() };
}
