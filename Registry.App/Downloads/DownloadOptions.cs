using Microsoft.Extensions.Options;

namespace Registry.App.Downloads;

/// <summary>How downloads are served, section <c>Downloads</c>.</summary>
internal sealed class DownloadOptions
{
    public const string Section = "Downloads";

    /// <summary>How many bytes of knowledge which file belongs to which version a process holds in memory; about 500 for each.</summary>
    public long MaxMemoryBytes { get; set; } = 16 * 1024 * 1024;
}

internal sealed class DownloadOptionsValidator : IValidateOptions<DownloadOptions>
{
    private const long MinMemory = 64 * 1024;

    public ValidateOptionsResult Validate(string? name, DownloadOptions options) => options.MaxMemoryBytes >= MinMemory
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"{DownloadOptions.Section}:{nameof(options.MaxMemoryBytes)} is {options.MaxMemoryBytes}; give at least {MinMemory}.");
}
