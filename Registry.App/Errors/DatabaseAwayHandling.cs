using Registry.App.Memory;

namespace Registry.App.Errors;

/// <summary>Outside the API: while the database is away, clients such as cargo and git are told to come back, not that something is broken.</summary>
internal sealed partial class DatabaseAwayHandling(RequestDelegate next, ILogger<DatabaseAwayHandling> logger)
{
    public const string Words = "The registry's database cannot be reached. Try again in a moment.\n";

    private const string SecondsUntilRetry = "10";

    private static readonly PathString[] ForPrograms = ["/index", "/git"];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (
            !context.Response.HasStarted && ForPrograms.Any(path => context.Request.Path.StartsWithSegments(path)) && DatabaseFault.Is(exception))
        {
            LogOutage(exception.Message, context.Request.Path);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = SecondsUntilRetry;
            await context.Response.WriteAsync(Words, context.RequestAborted);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database cannot be reached ({Reason}) for {Path}")]
    private partial void LogOutage(string reason, PathString path);
}
