using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Registry.Testing;

/// <summary>An OpenID Connect provider at an address of its own, where somebody is signed in already: it asks nobody anything.</summary>
public sealed class LocalProvider : IAsyncDisposable
{
    private const string ClientId = "registry";
    private const string ClientSecret = "a secret of the two";

    private readonly WebApplication _app;

    private LocalProvider(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Settings by which a registry uses it.</summary>
    public string[] Settings =>
    [
        $"--SignIn:OpenIdConnect:Authority={Url}", $"--SignIn:OpenIdConnect:ClientId={ClientId}", $"--SignIn:OpenIdConnect:ClientSecret={ClientSecret}",
        "--SignIn:OpenIdConnect:DisplayName=Harbour",
    ];

    /// <summary>How it knows whoever is signed in.</summary>
    public string Subject { get; set; } = "1001";

    /// <summary>What it tells of them.</summary>
    public IReadOnlyList<(string Claim, string Value)> Claims { get; set; } = [("preferred_username", "ada")];

    public static async Task<LocalProvider> StartAsync()
    {
        LocalProvider? provider = null;
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode();
            server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            server.RegisterScopes(Scopes.Profile, Scopes.Email);
            server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId)
                    context.Reject(Errors.InvalidClient);
                return default;
            }));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                    context.Reject(Errors.InvalidClient);
                return default;
            }));
            server.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                context.Principal = provider!.Principal(context.Request.GetScopes());
                return default;
            }));
        });
        builder.Services.AddAuthorization();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        app.UseAuthentication();
        provider = new LocalProvider(app);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private ClaimsPrincipal Principal(IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("local", OpenIddictConstants.Claims.Name, OpenIddictConstants.Claims.Role);
        identity.SetClaim(OpenIddictConstants.Claims.Subject, Subject);
        foreach (var (claim, value) in Claims)
            identity.AddClaim(claim, value);
        identity.SetScopes(scopes);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }
}
