using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Registry.App.Storage.S3;

internal static class S3Client
{
    private const int Retries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IAmazonS3 Create(S3Options options)
    {
        var configuration = new AmazonS3Config
        {
            Timeout = Patience,
            MaxErrorRetry = Retries,

            // Other servers do not know the checksums that Amazon's client adds of its own accord; crates bring their own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint;
            configuration.AuthenticationRegion = options.Region;

            // Names of buckets are part of the host's only where somebody has set that up.
            configuration.ForcePathStyle = true;
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        return string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(configuration)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), configuration);
    }
}
