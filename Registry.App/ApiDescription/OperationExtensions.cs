using Microsoft.OpenApi;
using Registry.App.Errors;

namespace Registry.App.ApiDescription;

/// <summary>What the description of an operation says that does not follow from its handler.</summary>
internal static class OperationExtensions
{
    /// <summary>How it may refuse, beside what holds for every operation: without a token where one is needed, 500 and 503.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statusCodes)
    {
        foreach (var code in statusCodes)
            endpoint.Produces<ApiError>(code);
        return endpoint;
    }

    /// <summary>A body of JSON that the handler reads by itself.</summary>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
            operation.RequestBody = Body("application/json", await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken)));

    /// <summary>A body of bytes that the handler reads by itself, of whatever content type.</summary>
    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder endpoint, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = Body("application/octet-stream", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }, description);
            return Task.CompletedTask;
        });

    /// <summary>A part of the query string that the handler reads by itself.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        });

    private static OpenApiRequestBody Body(string contentType, IOpenApiSchema schema, string? description = null) => new()
    {
        Required = true,
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { [contentType] = new() { Schema = schema } },
    };
}
