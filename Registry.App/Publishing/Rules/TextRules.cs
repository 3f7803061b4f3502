using System.Text;

namespace Registry.App.Publishing.Rules;

/// <summary>What a crate says about itself: description, licence, links.</summary>
internal static class TextRules
{
    public static void Check(PublishMetadata metadata, PublishLimits limits)
    {
        RequiredFieldsAreThere(metadata, limits.RequiredFieldList);
        DescriptionFits(metadata.Description, limits.MaxDescriptionBytes);
        if (!string.IsNullOrWhiteSpace(metadata.License) && !SpdxExpression.IsValid(metadata.License, out var fault))
        {
            throw PublishRefusedException.Invalid(
                $"`{metadata.License}` is no SPDX licence expression: {fault}; see https://spdx.org/licenses, or name a file with license-file");
        }

        LinkIsSound("homepage", metadata.Homepage);
        LinkIsSound("documentation", metadata.Documentation);
        LinkIsSound("repository", metadata.Repository);
    }

    private static void RequiredFieldsAreThere(PublishMetadata metadata, IReadOnlyList<string> required)
    {
        var missing = required.Where(field => !IsThere(metadata, field)).ToList();
        if (missing.Count > 0)
        {
            throw PublishRefusedException.Invalid(
                $"Cargo.toml lacks what this registry asks for: {string.Join(", ", missing)}; add it to [package] "
                + "(https://doc.rust-lang.org/cargo/reference/manifest.html)");
        }
    }

    private static bool IsThere(PublishMetadata metadata, string field) => field switch
    {
        PublishLimits.License => HasText(metadata.License) || HasText(metadata.LicenseFile),
        PublishLimits.Description => HasText(metadata.Description),
        PublishLimits.Repository => HasText(metadata.Repository),
        PublishLimits.Homepage => HasText(metadata.Homepage),
        PublishLimits.Documentation => HasText(metadata.Documentation),
        PublishLimits.Readme => HasText(metadata.Readme),
        PublishLimits.RustVersion => HasText(metadata.RustVersion),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    private static bool HasText(string? text) => !string.IsNullOrWhiteSpace(text);

    private static void DescriptionFits(string? description, int limit)
    {
        if (description is not null && Encoding.UTF8.GetByteCount(description) is var bytes && bytes > limit)
            throw PublishRefusedException.Invalid($"the description is {bytes} bytes; at most {limit} are allowed. Put the rest into the README");
    }

    private static void LinkIsSound(string field, string? link)
    {
        if (string.IsNullOrEmpty(link))
            return;
        if (!link.StartsWith("http://", StringComparison.Ordinal) && !link.StartsWith("https://", StringComparison.Ordinal))
            throw PublishRefusedException.Invalid($"`{field}` must begin with http:// or https://, and is `{link}`");
        if (!Uri.TryCreate(link, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw PublishRefusedException.Invalid($"`{field}` is `{link}`, which is no valid address");
    }
}
