using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace Registry.App.Storage.S3;

/// <summary>Keeps <c>.crate</c> files in a bucket. Uploads are received on the machine first, since they are checked before they are stored.</summary>
internal sealed class S3CrateStorage(IAmazonS3 client, UploadDirectory uploads, IOptions<StorageOptions> options, TimeProvider time) : ICrateStorage
{
    /// <summary>An empty object beside the crates says of a stored file that it is in doubt.</summary>
    private const string Doubt = "doubt/";

    private const string Crates = "crates/";

    private readonly S3Options _options = options.Value.S3;

    public bool IsHere => true;

    public string NewTemporaryFile() => uploads.NewFile();

    public int Prepare(DateTimeOffset before) => uploads.DeleteStale(before);

    public async Task StoreAsync(string temporaryFile, string key, CancellationToken cancellationToken)
    {
        await WithinReachAsync(() => client.PutObjectAsync(Put(Doubt, key, request => request.ContentBody = ""), cancellationToken));

        // Not on the condition that the key is free, which few servers know: keys are random, and none is used twice.
        await WithinReachAsync(() => client.PutObjectAsync(Put(Crates, key, request => request.FilePath = temporaryFile), cancellationToken));
        File.Delete(temporaryFile);
    }

    public Task ConfirmAsync(string key, CancellationToken cancellationToken) =>
        WithinReachAsync(() => client.DeleteObjectAsync(_options.Bucket, NameOf(Doubt, key), cancellationToken));

    public async Task<IReadOnlyList<string>> FindDoubtfulAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var place = _options.Prefix + Doubt;
        var keys = new List<string>();
        await foreach (var found in client.Paginators.ListObjectsV2(new() { BucketName = _options.Bucket, Prefix = place }).S3Objects.WithCancellation(cancellationToken))
        {
            var key = found.Key[place.Length..];
            if (found.LastModified < before.UtcDateTime && StorageKey.IsValid(key))
                keys.Add(key);
        }

        return keys;
    }

    public async Task<StoredCrate?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var name = NameOf(Crates, key);
            var known = await WithinReachAsync(() => client.GetObjectMetadataAsync(_options.Bucket, name, cancellationToken));
            return new StoredCrate(new ObjectStream(client, _options.Bucket!, name, known.ContentLength), known.ContentLength);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await WithinReachAsync(() => client.DeleteObjectAsync(_options.Bucket, NameOf(Crates, key), cancellationToken));
        await ConfirmAsync(key, cancellationToken);
    }

    public Uri? LinkTo(string key) => _options.RedirectDownloads
        ? new Uri(client.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = _options.Bucket,
            Key = NameOf(Crates, key),
            Verb = HttpVerb.GET,
            Protocol = _options.Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS,
            Expires = time.GetUtcNow().UtcDateTime + _options.LinkLifetime,
        }))
        : null;

    private PutObjectRequest Put(string place, string key, Action<PutObjectRequest> fill)
    {
        var request = new PutObjectRequest
        {
            BucketName = _options.Bucket,
            Key = NameOf(place, key),
            ContentType = "application/gzip",

            // Signed in one piece: not every server knows Amazon's signature of chunks.
            UseChunkEncoding = false,
        };
        fill(request);
        return request;
    }

    private string NameOf(string place, string key) => StorageKey.IsValid(key)
        ? _options.Prefix + place + key
        : throw new ArgumentException($"`{key}` is not a key of a stored crate.", nameof(key));

    /// <summary>That the server is away is no fault of the registry's: the request can be sent again.</summary>
    private static async Task<T> WithinReachAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception fault) when (IsAway(fault))
        {
            throw new StorageAwayException(fault);
        }
    }

    /// <summary>What the server does not know how to do, it will not know later.</summary>
    private static bool IsAway(Exception fault) => fault is HttpRequestException
        or AmazonServiceException { StatusCode: 0 or (>= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented) };
}
