using Microsoft.Extensions.Options;

namespace Registry.App.SparseIndex;

/// <summary>How the sparse index is served, section <c>Index:Sparse</c>.</summary>
internal sealed class SparseIndexOptions
{
    public const string Section = "Index:Sparse";

    /// <summary>How many bytes of index files, and of answers that there is no such crate, a process holds in memory.</summary>
    public long MaxMemoryBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>How often the database is asked what has changed, for when nobody said so.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class SparseIndexOptionsValidator : IValidateOptions<SparseIndexOptions>
{
    private const long MinMemory = 1024 * 1024;
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, SparseIndexOptions options)
    {
        var faults = new List<string>();
        if (options.MaxMemoryBytes < MinMemory)
            faults.Add($"{SparseIndexOptions.Section}:{nameof(options.MaxMemoryBytes)} is {options.MaxMemoryBytes}; give at least {MinMemory}.");
        if (options.RefreshInterval < MinInterval || options.RefreshInterval > MaxInterval)
        {
            faults.Add(
                $"{SparseIndexOptions.Section}:{nameof(options.RefreshInterval)} is `{options.RefreshInterval}`; give a time such as 00:00:01, at most {MaxInterval}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
