using Registry.Jobs;

namespace Registry.App.Ui;

/// <summary>
/// Tells browsers what a page may do: run the registry's own scripts and no others, and be framed by nobody. What an author writes into a
/// readme can thus do nothing, even if it gets past the sanitizer.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, PublicUrl publicUrl)
{
    private const string AYear = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            Add(context.Request, context.Response);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Add(HttpRequest request, HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (request.IsHttps || publicUrl.Base.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            headers.StrictTransportSecurity = AYear;
        if (response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true)
            return;
        headers.ContentSecurityPolicy = Policy(request.Host);
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // The address of a status page is what lets one see it.
        headers["Referrer-Policy"] = "same-origin";
    }

    /// <summary>Attributes of style are how the components place what moves; sheets come from here alone.</summary>
    private static string Policy(HostString host) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: https:; font-src 'self'; "
        + $"connect-src 'self' ws://{host} wss://{host}; form-action 'self'; base-uri 'self'; manifest-src 'self'; frame-ancestors 'none'";
}
