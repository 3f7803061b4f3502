using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Registry.App.Errors;
using Registry.App.Hosting;

namespace Registry.App.ApiDescription;

/// <summary>
/// What follows for an operation from what the endpoint is: who needs a token, how that is refused, and what may happen to any request.
/// </summary>
internal sealed class CommonRefusals(IOptions<RegistryOptions> options) : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    private static readonly Dictionary<int, string> Words = new()
    {
        [400] = "The request breaks a rule; the detail says which.",
        [401] = "There is no token, or it is unknown, expired or revoked.",
        [403] = "The token or its owner may not do this.",
        [404] = "There is nothing there.",
        [413] = "The request is larger than the registry takes.",
        [415] = "The content type is not understood.",
        [429] = "Too often; `Retry-After` says when to come back.",
        [500] = "A fault of the registry; the detail has the id to look for in its log.",
        [503] = "The registry is read-only or its database cannot be reached; `Retry-After` says when to come back.",
    };

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) != true)
            return;
        operation.Responses ??= [];
        int[] always = [StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable];
        foreach (var code in RequireToken(operation, context) ? [StatusCodes.Status401Unauthorized, .. always] : always)
            operation.Responses.TryAdd(code.ToString(CultureInfo.InvariantCulture), new OpenApiResponse());
        var error = await context.GetOrCreateSchemaAsync(typeof(ApiError), null, cancellationToken);
        if (context.Document is { } document)
            document.AddComponent(nameof(ApiError), error);
        foreach (var (code, answer) in operation.Responses)
        {
            if (answer is OpenApiResponse refusal && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status >= 400)
            {
                refusal.Description = Words.GetValueOrDefault(status, "The request cannot be answered.");
                refusal.Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Json] = new() { Schema = new OpenApiSchemaReference(nameof(ApiError), context.Document) },
                };
            }
        }
    }

    /// <summary>In a private registry everything needs one.</summary>
    private bool RequireToken(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (!options.Value.Private && !metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<AuthorizationPolicy>().Any())
            return false;
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(RegistryDescription.Token, context.Document)] = [] }];
        return true;
    }
}
