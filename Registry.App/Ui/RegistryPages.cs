using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;
using Registry.App.Changes;
using Registry.App.Hosting;

namespace Registry.App.Ui;

/// <summary>Adds the pages to a host.</summary>
internal static class RegistryPages
{
    /// <summary>Registers what the pages need of the framework. <see cref="IChangeFeed"/> and the public address come from the host.</summary>
    public static IServiceCollection AddRegistryPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddPageDelivery();
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>Lets people, but not programs, see errors as pages. What answers without words, such as authorization, comes after it.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UsePageDelivery();
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            context.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = WantsPage(context);
            return next(context);
        });
        // It leaves a bare 500, which then gets its page like any other status.
        app.UseWhen(WantsPage, pages => pages.UseExceptionHandler(fault => fault.Run(_ => Task.CompletedTask)));
    }

    /// <summary>Maps the pages and their files. Call it after authorization.</summary>
    public static void MapRegistryPages(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().WithHead();
    }

    private static bool WantsPage(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api") &&
        context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
