namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>Tests that measure time, beside which no others run.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
