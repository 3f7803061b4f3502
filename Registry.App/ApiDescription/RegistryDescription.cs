using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Registry.Jobs;

namespace Registry.App.ApiDescription;

/// <summary>What holds of the API as a whole.</summary>
internal sealed class RegistryDescription(PublicUrl publicUrl) : IOpenApiDocumentTransformer
{
    /// <summary>How callers say who they are.</summary>
    public const string Token = "token";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Registry",
            Version = typeof(RegistryDescription).Assembly.GetName().Version?.ToString(3) ?? "0",
            Description = "Cargo's web API, crates and versions as data, and where a change stands. Every error below /api/ is "
                + "{\"errors\":[{\"detail\":\"…\"}]} with the true status code.",
        };
        document.Servers = [new OpenApiServer { Url = publicUrl.Base.TrimEnd('/') }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "Authorization",
            Description = "A token as cargo sends it, bare; after `Bearer ` will do too.",
        };
        return Task.CompletedTask;
    }
}
