namespace Registry.App.Ui;

/// <summary>
/// How pages and their fonts come over the wire. Pages are compressed also over TLS: what is secret in them, the tokens of their forms, is
/// another with each answer. Sheets and scripts are compressed when the program is built, and have their own hash in their addresses.
/// </summary>
internal static class PageDelivery
{
    private const string ForEver = "public, max-age=31536000, immutable";

    public static void AddPageDelivery(this IServiceCollection services) => services.AddResponseCompression(compression =>
    {
        compression.EnableForHttps = true;
        compression.MimeTypes = ["text/html", "application/atom+xml"];
    });

    public static void UsePageDelivery(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/fonts"), fonts => fonts.Use(KeepAsync));
    }

    /// <summary>Sheets name them without a hash, and so their own names change with their bytes.</summary>
    private static Task KeepAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                context.Response.Headers.CacheControl = ForEver;
            return Task.CompletedTask;
        });
        return next(context);
    }
}
