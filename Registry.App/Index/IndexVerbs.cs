using System.CommandLine;

namespace Registry.App.Index;

/// <summary>What operators do to the index.</summary>
internal static class IndexVerbs
{
    public static Command Command() =>
        new("index", "Looks after the index.") { VerifyVerb.Command(), RepairVerb.Command(), SquashVerb.Command(), GcVerb.Command() };
}
