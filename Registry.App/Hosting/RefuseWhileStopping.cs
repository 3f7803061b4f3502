namespace Registry.App.Hosting;

/// <summary>
/// Refuses new requests once the process is told to stop. Otherwise an open page, whose circuit has just been closed, dials again at once
/// and keeps the server from stopping until its time is up.
/// </summary>
internal sealed class RefuseWhileStopping(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.Connection = "close";
        context.Response.Headers.RetryAfter = "2";
        return Task.CompletedTask;
    }
}
