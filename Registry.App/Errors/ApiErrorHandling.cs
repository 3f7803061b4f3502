using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Access;

namespace Registry.App.Errors;

/// <summary>Turns whatever goes wrong below <c>/api/</c> into an <see cref="ApiError"/> with the true status code.</summary>
internal sealed partial class ApiErrorHandling(RequestDelegate next, ILogger<ApiErrorHandling> logger)
{
    private const int RetryAfterSeconds = 10;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 })
                await ApiError.WriteAsync(context, context.Response.StatusCode, Describe(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to read an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
        }
    }

    private static string Describe(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => "the request cannot be understood; /openapi/v1.json says what is expected",
        StatusCodes.Status404NotFound => $"there is nothing at {context.Request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible at {context.Request.Path}",
        StatusCodes.Status413PayloadTooLarge => "the request is too large",
        StatusCodes.Status415UnsupportedMediaType => "this content type is not understood here",
        var code => $"the request could not be answered (status {code})",
    };

    private static bool IsDatabaseOutage(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("57P", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException or TimeoutException => true,
        DbUpdateException or InvalidOperationException => exception.InnerException is { } inner && IsDatabaseOutage(inner),
        _ => false,
    };

    private static bool IsReadOnly(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction }
        || (exception.InnerException is { } inner && IsReadOnly(inner));

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                if (refused.RetryAfter is { } wait)
                    context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return ApiError.WriteAsync(context, refused.StatusCode, refused.Message);
            case BadHttpRequestException bad:
                context.Response.StatusCode = bad.StatusCode;
                return ApiError.WriteAsync(context, bad.StatusCode, Describe(context));
            case not null when IsReadOnly(exception):
                context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
                return ApiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, ReadOnlyRegistry.Words);
            case not null when IsDatabaseOutage(exception):
                LogOutage(exception.Message, context.Request.Path);
                context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
                return ApiError.WriteAsync(
                    context, StatusCodes.Status503ServiceUnavailable, "the registry's database cannot be reached; please try again soon");
            default:
                LogFault(exception, context.Request.Method, context.Request.Path);
                return ApiError.WriteAsync(
                    context, StatusCodes.Status500InternalServerError,
                    $"the registry failed to answer; its log has the details under {context.TraceIdentifier}");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFault(Exception? exception, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database cannot be reached ({Reason}) for {Path}")]
    private partial void LogOutage(string reason, PathString path);
}
