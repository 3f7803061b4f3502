using Microsoft.Extensions.Options;

namespace Registry.App.Deletion;

/// <summary>What may be deleted; configuration section <c>Deletion</c>.</summary>
internal sealed class DeletionOptions
{
    public const string Section = "Deletion";

    /// <summary>How long after its publish owners may delete a version, or a crate; zero for never. Admins may at any time.</summary>
    public TimeSpan OwnersMayWithin { get; set; } = TimeSpan.FromHours(72);

    /// <summary>How long nobody may take the name of a deleted crate.</summary>
    public TimeSpan NameBlockedFor { get; set; } = TimeSpan.FromHours(24);
}

internal sealed class DeletionOptionsValidator : IValidateOptions<DeletionOptions>
{
    public ValidateOptionsResult Validate(string? name, DeletionOptions options)
    {
        (string Key, TimeSpan Value)[] times =
            [(nameof(options.OwnersMayWithin), options.OwnersMayWithin), (nameof(options.NameBlockedFor), options.NameBlockedFor)];
        var faults = times.Where(time => time.Value < TimeSpan.Zero)
            .Select(time => $"{DeletionOptions.Section}:{time.Key} is {time.Value}; it cannot be negative.").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
