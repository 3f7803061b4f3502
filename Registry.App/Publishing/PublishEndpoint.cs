using Microsoft.AspNetCore.Http.Features;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Changes;
using Registry.App.Errors;

namespace Registry.App.Publishing;

/// <summary><c>cargo publish</c> (the Cargo book, "Registry Web API", publish).</summary>
internal static class PublishEndpoint
{
    /// <summary>
    /// Cargo gives up after 30 seconds of silence, and then nobody would know what has become of the upload. It is counted from the end of
    /// the upload, while whose bytes flow cargo is patient, and leaves room for looking through the archive.
    /// </summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    public static void MapPublishing(this IEndpointRouteBuilder api)
    {
        api.MapPut("/crates/new", PublishAsync).RequireAuthorization()
            .WithSummary("Publishes a version. A token needs the scope publish-new for the first version of a crate, else publish-update.")
            .TakesBytes("The length of the metadata (32 bits, little endian), the metadata as JSON, the length of the .crate file, the file.")
            .Produces<PublishAnswer>().Refuses(400, 403, 413);

        // Else it would be the crate named `new`, as on crates.io it is not.
        api.MapGet("/crates/new", (HttpContext context) =>
        {
            context.Response.Headers.Allow = HttpMethods.Put;
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }).ExcludeFromDescription();
    }

    private static async Task<IResult> PublishAsync(
        HttpContext context, UploadAdmission admission, PublishRequestReader reader, PublishTransaction publish, ChangeLinks links, TimeProvider time)
    {
        var receivedAt = time.GetUtcNow();
        var caller = Caller.Of(context);
        LiftBodyLimit(context);
        await using var incoming = await reader.ReadAsync(
            context.Request.Body, (name, stop) => admission.AdmitAsync(name, caller, stop), context.RequestAborted);

        using var answer = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        answer.CancelAfter(AnswerWithin);
        try
        {
            var changeId = await publish.RecordAsync(incoming, caller, receivedAt, answer.Token);
            var page = links.StatusPage(changeId);
            return Results.Json(new PublishAnswer(new(Other: [$"{incoming.Name} {incoming.Version} is accepted; follow it at {page}"])));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return ApiError.Result(
                StatusCodes.Status503ServiceUnavailable,
                "the registry is too slow right now; publish again, and if it then says that the version is already uploaded, all is well");
        }
    }

    /// <summary>The reader has limits of its own, and says so in words.</summary>
    private static void LiftBodyLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    private sealed record PublishAnswer(PublishWarnings Warnings);

    /// <summary>Cargo prints each line of <c>other</c>: the only way to tell the author where to look.</summary>
    private sealed record PublishWarnings(string[] Other)
    {
        [System.Text.Json.Serialization.JsonPropertyName("invalid_categories")]
        public string[] InvalidCategories { get; } = [];

        [System.Text.Json.Serialization.JsonPropertyName("invalid_badges")]
        public string[] InvalidBadges { get; } = [];
    }
}
