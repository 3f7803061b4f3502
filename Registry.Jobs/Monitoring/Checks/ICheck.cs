namespace Registry.Jobs.Monitoring.Checks;

/// <summary>Looks at one thing that may go wrong.</summary>
internal interface ICheck
{
    /// <summary>One word, the same for ever; the keys of its findings begin with it.</summary>
    string Key { get; }

    /// <summary>What is still right, in words.</summary>
    string Limit { get; }

    /// <summary>A check that takes longer could not tell.</summary>
    TimeSpan TimeLimit => TimeSpan.FromSeconds(30);

    /// <summary>What is wrong; nothing when all is well.</summary>
    Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken);
}

/// <summary>Something that is wrong.</summary>
/// <param name="Key">What is wrong with what; the same each time it happens.</param>
/// <param name="Sentence">The same in words, with figures.</param>
/// <param name="Data">What the check has to remember of it, as JSON.</param>
internal sealed record Finding(string Key, string Sentence, string? Data = null);
