using Microsoft.Extensions.Options;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>How much one publish may bring; configuration section <c>Publish</c>.</summary>
internal sealed class PublishLimits
{
    public const string Section = "Publish";

    public const string Description = "description";
    public const string License = "license";
    public const string Repository = "repository";
    public const string Homepage = "homepage";
    public const string Documentation = "documentation";
    public const string Readme = "readme";
    public const string RustVersion = "rust-version";

    /// <summary>What <see cref="RequiredFields"/> may name.</summary>
    public static IReadOnlyList<string> KnownFields { get; } =
        [Description, License, Repository, Homepage, Documentation, Readme, RustVersion];

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

    /// <summary>Longest crate name, in characters; no more than <see cref="CrateName.MaxLength"/>.</summary>
    public int MaxNameLength { get; set; } = CrateName.MaxLength;

    /// <summary>Longest description, in bytes of UTF-8.</summary>
    public int MaxDescriptionBytes { get; set; } = 1000;

    /// <summary>Most keywords of a version.</summary>
    public int MaxKeywords { get; set; } = 5;

    /// <summary>Longest keyword, in characters.</summary>
    public int MaxKeywordLength { get; set; } = 20;

    /// <summary>Most categories of a version.</summary>
    public int MaxCategories { get; set; } = 5;

    /// <summary>Most features of a version, and most that one feature enables.</summary>
    public int MaxFeatures { get; set; } = 300;

    /// <summary>Most dependencies of a version.</summary>
    public int MaxDependencies { get; set; } = 500;

    /// <summary>Most versions of a crate in 24 hours; 0 for any number.</summary>
    public int MaxVersionsPerDay { get; set; }

    /// <summary>
    /// What a version must say about itself, separated by commas or blanks: any of the fields in <see cref="KnownFields"/>, or nothing. A
    /// licence file will do for the licence.
    /// </summary>
    public string RequiredFields { get; set; } = $"{Description}, {License}";

    /// <summary>Whether crates may depend on crates of this registry that it does not have.</summary>
    public bool AllowUnknownDependencies { get; set; }

    /// <summary><see cref="RequiredFields"/>, one by one.</summary>
    internal IReadOnlyList<string> RequiredFieldList => RequiredFields.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As for all crates, but for what an admin has set for this one.</summary>
    public PublishLimits For(CrateLimits? own)
    {
        if (own is null)
            return this;
        var limits = (PublishLimits)MemberwiseClone();
        limits.MaxCrateBytes = own.MaxCrateBytes ?? MaxCrateBytes;
        limits.MaxUnpackedBytes = own.MaxUnpackedBytes ?? Math.Max(MaxUnpackedBytes, limits.MaxCrateBytes);
        limits.MaxEntries = own.MaxEntries ?? MaxEntries;
        limits.MaxFeatures = own.MaxFeatures ?? MaxFeatures;
        limits.MaxDependencies = own.MaxDependencies ?? MaxDependencies;
        limits.MaxVersionsPerDay = own.MaxVersionsPerDay ?? MaxVersionsPerDay;
        return limits;
    }
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
            (nameof(PublishLimits.MaxNameLength), options.MaxNameLength),
            (nameof(PublishLimits.MaxDescriptionBytes), options.MaxDescriptionBytes),
            (nameof(PublishLimits.MaxKeywords), options.MaxKeywords),
            (nameof(PublishLimits.MaxKeywordLength), options.MaxKeywordLength),
            (nameof(PublishLimits.MaxCategories), options.MaxCategories),
            (nameof(PublishLimits.MaxFeatures), options.MaxFeatures),
            (nameof(PublishLimits.MaxDependencies), options.MaxDependencies),
        ];
        var faults = limits.Where(limit => limit.Value < 1)
            .Select(limit => $"{PublishLimits.Section}:{limit.Key} is {limit.Value}; it must be at least 1.")
            .ToList();
        if (options.MaxVersionsPerDay < 0)
        {
            faults.Add(
                $"{PublishLimits.Section}:{nameof(PublishLimits.MaxVersionsPerDay)} is {options.MaxVersionsPerDay}; give a number, or 0 for no limit.");
        }

        if (options.MaxNameLength > CrateName.MaxLength)
        {
            faults.Add(
                $"{PublishLimits.Section}:{nameof(PublishLimits.MaxNameLength)} is {options.MaxNameLength}; it must be at most {CrateName.MaxLength}.");
        }

        faults.AddRange(options.RequiredFieldList.Except(PublishLimits.KnownFields).Select(field =>
            $"{PublishLimits.Section}:{nameof(PublishLimits.RequiredFields)} names `{field}`; it may name {string.Join(", ", PublishLimits.KnownFields)}."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
