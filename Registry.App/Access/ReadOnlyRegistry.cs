using Microsoft.Extensions.Options;
using Registry.App.Errors;
using Registry.App.Hosting;

namespace Registry.App.Access;

/// <summary>While the registry is read-only, what would change something is told to come back later.</summary>
internal sealed class ReadOnlyRegistry(RequestDelegate next, IOptions<RegistryOptions> options)
{
    public const string Words = "the registry can only be read for now; what changes something has to wait. Please try again later";

    private const string RetryAfter = "300";

    public Task InvokeAsync(HttpContext context)
    {
        if (!options.Value.ReadOnly || !Changes(context.Request))
            return next(context);
        context.Response.Headers.RetryAfter = RetryAfter;
        return ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Words);
    }

    private static bool Changes(HttpRequest request) =>
        request.Path.StartsWithSegments("/api")
        && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
}
