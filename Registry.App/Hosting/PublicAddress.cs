using Microsoft.Extensions.Options;

namespace Registry.App.Hosting;

/// <summary>
/// Lets requests have come to the address that clients use, where the setting names one: behind a proxy that ends TLS, cookies are then meant
/// for TLS only, and links and redirects lead to where the client came from.
/// </summary>
internal sealed class PublicAddress(RequestDelegate next, IOptions<RegistryOptions> options)
{
    private readonly Uri? _address = options.Value.PublicUrl is { } url ? new Uri(url) : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (_address is { Scheme: "https" } address && !context.Request.IsHttps)
        {
            context.Request.Scheme = address.Scheme;
            context.Request.Host = new HostString(address.Authority);
        }

        return next(context);
    }
}
