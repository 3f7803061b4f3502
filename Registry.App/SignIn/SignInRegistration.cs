using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.Accounts.Profile;
using Registry.App.Hosting;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>Adds accounts to the web role: programs authenticate by tokens, browsers by a session.</summary>
internal static class SignInRegistration
{
    /// <summary>Chooses one of the two by what a request asks for.</summary>
    private const string Either = "TokenOrSession";

    private static readonly PathString[] ForPrograms = ["/api", "/index", "/git", "/hubs"];

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSignInOptions();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, policy => policy.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenAuthentication>(ApiTokenAuthentication.Name, _ => { })
            .AddIdentityCookies();
        services.AddIdentityCore<User>()
            .AddUserStore<AccountStore>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddClaimsPrincipalFactory<RegistryClaims>();
        services.AddProvider(configuration);
        services.AddScoped<IUserConfirmation<User>, EnabledAccounts>();
        services.AddScoped<PasskeySignIn>();
        services.AddScoped<SettingsReader>();
        services.AddSingleton<ILookupNormalizer, LowerCase>();
        services.AddSingleton<AttemptThrottle>();
        services.AddSingleton<PresentRights>();
        services.AddSingleton<ProviderLinking>();
        services.AddSingleton<PasswordLinks>();
        services.AddSingleton<MailedLinks>();
        services.AddSingleton<SignUps>();
        services.AddOptions<IdentityOptions>().Configure<IOptions<SignInOptions>>(Configure);
        services.AddSingleton<ITicketStore, SessionStore>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<ITicketStore, IOptions<SignInOptions>>(ConfigureCookie);
        services.Configure<SecurityStampValidatorOptions>(Configure);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.See, policy => policy.RequireRole(nameof(Role.Viewer)))
            .AddPolicy(Policies.Act, policy => policy.RequireRole(nameof(Role.Operator)))
            .AddPolicy(Policies.Administer, policy => policy.RequireRole(nameof(Role.Admin)));
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<RegistryOptions>>((authorization, registry) => authorization.AddPolicy(
            Policies.Read, policy => policy.RequireAssertion(reader => !registry.Value.Private || reader.User.Identity?.IsAuthenticated == true)));
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, RevalidatingAuthentication>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapSignOut();
        app.MapProvider();
        PasskeySignIn.MapPasskeys(app);
    }

    public static IServiceCollection AddSignInOptions(this IServiceCollection services)
    {
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidator>();
    }

    private static string SchemeOf(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0
        || ForPrograms.Any(path => context.Request.Path.StartsWithSegments(path))
        || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
            ? ApiTokenAuthentication.Name
            : IdentityConstants.ApplicationScheme;

    private static void Configure(IdentityOptions identity, IOptions<SignInOptions> options)
    {
        identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        identity.SignIn.RequireConfirmedAccount = true;
        identity.Password.RequiredLength = PasswordRules.MinLength;
        identity.Password.RequireDigit = false;
        identity.Password.RequireLowercase = false;
        identity.Password.RequireUppercase = false;
        identity.Password.RequireNonAlphanumeric = false;
        identity.Password.RequiredUniqueChars = 1;
        identity.Lockout.MaxFailedAccessAttempts = options.Value.MaxFailures;
        identity.Lockout.DefaultLockoutTimeSpan = options.Value.Lockout;
        identity.User.AllowedUserNameCharacters = LoginRules.Characters;
    }

    /// <summary>Whom the account is read anew for is still in the same session.</summary>
    private static void Configure(SecurityStampValidatorOptions options)
    {
        options.ValidationInterval = TimeSpan.FromMinutes(1);
        options.OnRefreshingPrincipal = refreshing =>
        {
            if (refreshing is { CurrentPrincipal: { } current, NewPrincipal: { } renewed } && current.SessionId() is { } session)
                renewed.SetSession(session);
            return Task.CompletedTask;
        };
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie, ITicketStore sessions, IOptions<SignInOptions> options)
    {
        cookie.SessionStore = sessions;
        cookie.Cookie.Name = "registry";
        cookie.ExpireTimeSpan = options.Value.SessionLength;
        cookie.LoginPath = SignInPaths.SignIn;
        cookie.ReturnUrlParameter = SignInPaths.ReturnParameter;

        // Not a redirect: the page that was asked for says that it is not for them.
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>As the database has it: <c>lower(login)</c>.</summary>
    private sealed class LowerCase : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name?.ToLowerInvariant();

        public string? NormalizeEmail(string? email) => email?.ToLowerInvariant();
    }
}
