using Microsoft.Extensions.Options;

namespace Registry.App.Downloads;

/// <summary>How downloads are served, section <c>Downloads</c>.</summary>
internal sealed class DownloadOptions
{
    public const string Section = "Downloads";

    /// <summary>How many bytes of knowledge which file belongs to which version a process holds in memory; about 500 for each.</summary>
    public long MaxMemoryBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How often what was counted in memory is brought into the database.</summary>
    public TimeSpan FoldInterval { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class DownloadOptionsValidator : IValidateOptions<DownloadOptions>
{
    private const long MinMemory = 64 * 1024;

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, DownloadOptions options)
    {
        var faults = new List<string>();
        if (options.MaxMemoryBytes < MinMemory)
            faults.Add($"{DownloadOptions.Section}:{nameof(options.MaxMemoryBytes)} is {options.MaxMemoryBytes}; give at least {MinMemory}.");
        if (options.FoldInterval < MinInterval || options.FoldInterval > MaxInterval)
            faults.Add($"{DownloadOptions.Section}:{nameof(options.FoldInterval)} is {options.FoldInterval}; give from {MinInterval:c} to {MaxInterval:c}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
