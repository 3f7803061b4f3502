using Microsoft.OpenApi;
using Registry.App.Changes;

namespace Registry.App.ApiDescription;

/// <summary>
/// The API as an OpenAPI document, made from the endpoints and the types they answer with. An endpoint needs a summary, what it answers
/// (<c>Produces</c>) and how it refuses (<see cref="OperationExtensions.Refuses"/>); the rest follows.
/// </summary>
internal static class ApiDescriptionRegistration
{
    private const string Document = "v1";

    private static readonly string[] Described = ["api/", "health/"];

    public static void AddApiDescription(this IServiceCollection services)
    {
        // Types are described as this writes them, so all answers have to be written so.
        services.ConfigureHttpJsonOptions(http => ChangeJson.Configure(http.SerializerOptions));
        services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;

            // HEAD is answered wherever GET is, and as GET is.
            options.ShouldInclude = description =>
                description.HttpMethod != HttpMethods.Head
                && Described.Any(part => description.RelativePath?.StartsWith(part, StringComparison.Ordinal) == true);
            options.AddDocumentTransformer<RegistryDescription>();
            options.AddOperationTransformer<CommonRefusals>();
        });
    }

    public static void MapApiDescription(this IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json");
}
