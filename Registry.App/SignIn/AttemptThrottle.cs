using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Registry.App.Ui;

namespace Registry.App.SignIn;

/// <summary>
/// Slows down an address from which passwords, codes or links are tried again and again. Wrong passwords make an account wait; this is for
/// whoever tries one password on many accounts.
/// </summary>
internal sealed class AttemptThrottle : IMiddleware, IDisposable
{
    private static readonly PathString[] Guarded =
    [
        SignInPaths.SignIn, "/forgot-password", "/sign-up", "/choose-password", "/confirm-email", "/first-run",
    ];

    private readonly PartitionedRateLimiter<HttpContext> _limiter;

    public AttemptThrottle(IOptions<SignInOptions> options) => _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.AttemptsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !Guarded.Any(path => context.Request.Path.StartsWithSegments(path)))
        {
            await next(context);
            return;
        }

        using var permit = _limiter.AttemptAcquire(context);
        if (permit.IsAcquired)
        {
            await next(context);
            return;
        }

        var wait = permit.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync($"There were too many attempts from your address. Try again in {Durations.Left(wait)}.\n", context.RequestAborted);
    }

    public void Dispose() => _limiter.Dispose();
}
