using Microsoft.Extensions.Options;

namespace Registry.App.Storage;

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = options.Kind == StorageKind.S3 ? Faults(options.S3).ToList() : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(S3.S3Options options)
    {
        if (string.IsNullOrWhiteSpace(options.Bucket))
            yield return "Storage:Kind is S3, but Storage:S3:Bucket is missing; name the bucket that keeps the crates.";
        if (options.Endpoint is { } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return $"Storage:S3:Endpoint is `{endpoint}`; give an address such as https://s3.example.com.";
        if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
            yield return "Storage:S3:AccessKey and Storage:S3:SecretKey go together; set both, or neither to use the machine's own.";
        if (options.Prefix.StartsWith('/') || (options.Prefix.Length > 0 && !options.Prefix.EndsWith('/')))
            yield return $"Storage:S3:Prefix is `{options.Prefix}`; it ends with a slash and does not begin with one, such as registry/.";
        if (options.LinkLifetime < TimeSpan.FromSeconds(10) || options.LinkLifetime > TimeSpan.FromDays(7))
            yield return $"Storage:S3:LinkLifetime is {options.LinkLifetime}; choose ten seconds to seven days, such as 00:05:00.";
    }
}
