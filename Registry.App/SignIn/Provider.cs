using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Registry.Jobs;

namespace Registry.App.SignIn;

/// <summary>Signing in by the provider that is set: where that begins, and how the framework is told of it.</summary>
internal static partial class Provider
{
    public const string Scheme = OpenIdConnectDefaults.AuthenticationScheme;
    public const string StartPath = "/sign-in/provider";

    /// <summary>In the state that goes to the provider and back, encrypted: the account that is to be linked.</summary>
    public const string LinkProperty = "link";

    private const string CallbackPath = "/sign-in/provider/callback";

    public static void AddProvider(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[$"{SignInOptions.Section}:{nameof(SignInOptions.OpenIdConnect)}:{nameof(OpenIdConnectSettings.Authority)}"]))
            return;
        services.AddAuthentication().AddOpenIdConnect(Scheme, _ => { });
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<SignInOptions>>((oidc, options) => Configure(oidc, options.Value.OpenIdConnect));
        services.AddScoped<ProviderSignIn>();
    }

    public static void MapProvider(this IEndpointRouteBuilder app) =>
        app.MapGet(StartPath, (HttpContext context, IOptions<SignInOptions> options, ProviderLinking linking) =>
        {
            if (!options.Value.OpenIdConnect.IsSet)
                return Results.NotFound();
            var properties = new AuthenticationProperties { RedirectUri = SignInPaths.Local(context.Request.Query[SignInPaths.ReturnParameter]) };
            if (context.Request.Query[ProviderLinking.Parameter] is [{ } permit])
            {
                if (linking.UserOf(permit, context.User) is not { } userId)
                    return Results.BadRequest();
                properties.Items[LinkProperty] = userId;
            }

            return Results.Challenge(properties, [Scheme]);
        }).ExcludeFromDescription();

    private static void Configure(OpenIdConnectOptions oidc, OpenIdConnectSettings settings)
    {
        oidc.Authority = settings.Authority!.AbsoluteUri;
        oidc.RequireHttpsMetadata = settings.Authority.Scheme == Uri.UriSchemeHttps;
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret;
        oidc.ResponseType = OpenIdConnectResponseType.Code;

        // The provider answers by a redirect, so that cookies need not be sent across sites.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.UsePkce = true;
        oidc.CallbackPath = CallbackPath;
        oidc.RemoteSignOutPath = PathString.Empty;
        oidc.SignInScheme = IdentityConstants.ExternalScheme;
        oidc.MapInboundClaims = false;
        oidc.GetClaimsFromUserInfoEndpoint = true;
        oidc.Scope.Clear();
        foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            oidc.Scope.Add(scope);
        foreach (var claim in new[] { settings.LoginClaim, settings.GroupsClaim, ProviderSignIn.Email, ProviderSignIn.EmailVerified })
            oidc.ClaimActions.MapJsonKey(claim, claim);
        oidc.Events.OnRedirectToIdentityProvider = context =>
        {
            // Behind a proxy the request does not show the address that people use.
            context.ProtocolMessage.RedirectUri = $"{context.HttpContext.RequestServices.GetRequiredService<PublicUrl>().Base}{CallbackPath}";
            return Task.CompletedTask;
        };
        oidc.Events.OnTicketReceived = async context =>
        {
            var path = await context.HttpContext.RequestServices.GetRequiredService<ProviderSignIn>().FinishAsync(
                context.Principal!, context.Properties!, context.ReturnUri, context.HttpContext.RequestAborted);
            context.Response.Redirect($"{context.Request.PathBase}{path}");
            context.HandleResponse();
        };
        oidc.Events.OnRemoteFailure = context =>
        {
            LogFailed(context.HttpContext.RequestServices.GetRequiredService<ILogger<ProviderSignIn>>(), context.Failure?.Message ?? "");
            context.Response.Redirect($"{context.Request.PathBase}{ProviderFaults.Path(ProviderFault.Failed)}");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signing in by the provider failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
