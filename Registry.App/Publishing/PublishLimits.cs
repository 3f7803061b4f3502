using Microsoft.Extensions.Options;

namespace Registry.App.Publishing;

/// <summary>How much one publish may bring; configuration section <c>Publish</c>.</summary>
internal sealed class PublishLimits
{
    public const string Section = "Publish";

    /// <summary>Largest metadata, in bytes.</summary>
    public int MaxMetadataBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest <c>.crate</c> file, in bytes.</summary>
    public int MaxCrateBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>
    /// Most bytes a <c>.crate</c> file may unpack to, tar headers included. Cargo itself unpacks no more than 512 MiB of a small file.
    /// </summary>
    public long MaxUnpackedBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Most files and directories in one archive.</summary>
    public int MaxEntries { get; set; } = 20_000;

    /// <summary>Largest request body: both parts and their lengths.</summary>
    public long MaxBodyBytes => sizeof(uint) + (long)MaxMetadataBytes + sizeof(uint) + MaxCrateBytes;
}

/// <summary>Lists every limit that makes no sense, by its key.</summary>
internal sealed class PublishLimitsValidator : IValidateOptions<PublishLimits>
{
    public ValidateOptionsResult Validate(string? name, PublishLimits options)
    {
        (string Key, long Value)[] limits =
        [
            (nameof(PublishLimits.MaxMetadataBytes), options.MaxMetadataBytes),
            (nameof(PublishLimits.MaxCrateBytes), options.MaxCrateBytes),
            (nameof(PublishLimits.MaxUnpackedBytes), options.MaxUnpackedBytes),
            (nameof(PublishLimits.MaxEntries), options.MaxEntries),
        ];
        var faults = limits.Where(limit => limit.Value < 1)
            .Select(limit => $"{PublishLimits.Section}:{limit.Key} is {limit.Value}; it must be at least 1.")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
