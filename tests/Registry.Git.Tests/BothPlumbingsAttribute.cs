using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Registry.Git.Tests;

/// <summary>Runs a test with the bindings and with the fallback.</summary>
internal sealed class BothPlumbingsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [new TheoryDataRow<Plumbing>(Plumbing.Native), new TheoryDataRow<Plumbing>(Plumbing.Managed)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
