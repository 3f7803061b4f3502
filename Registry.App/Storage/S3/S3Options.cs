namespace Registry.App.Storage.S3;

/// <summary>Which bucket, and how to reach it; configuration section <c>Storage:S3</c>.</summary>
internal sealed class S3Options
{
    public string? Bucket { get; set; }

    /// <summary>What all keys begin with, for a bucket that is shared with others; such as <c>registry/</c>.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The server's address; null for Amazon's own.</summary>
    public string? Endpoint { get; set; }

    public string Region { get; set; } = "us-east-1";

    /// <summary>Null to look where Amazon's tools do: environment, profile, the machine's role.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>Whether downloads are answered with a signed link to the bucket, so that the bytes do not pass through the registry.</summary>
    public bool RedirectDownloads { get; set; }

    /// <summary>How long such a link is good.</summary>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
