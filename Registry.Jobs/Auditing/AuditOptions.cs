using Microsoft.Extensions.Options;

namespace Registry.Jobs.Auditing;

/// <summary>How long is kept who did what; configuration section <c>Audit</c>.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>Null for ever.</summary>
    public TimeSpan? KeepFor { get; set; }
}

internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options) => options.KeepFor is { } time && time < TimeSpan.FromDays(1)
        ? ValidateOptionsResult.Fail($"{AuditOptions.Section}:{nameof(options.KeepFor)} is {time}; give at least a day, or leave it out to keep it for ever.")
        : ValidateOptionsResult.Success;
}
