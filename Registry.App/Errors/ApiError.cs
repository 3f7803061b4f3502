using System.Text.Json.Serialization;

namespace Registry.App.Errors;

/// <summary>
/// What every error below <c>/api/</c> looks like. Cargo prints the details and shows raw bodies of any other shape
/// (the Cargo book, "Registry Web API").
/// </summary>
internal sealed record ApiError([property: JsonPropertyName("errors")] IReadOnlyList<ApiErrorDetail> Errors)
{
    public static ApiError Of(string detail) => new([new ApiErrorDetail(detail)]);

    public static IResult Result(int statusCode, string detail) => Results.Json(Of(detail), statusCode: statusCode);

    public static Task WriteAsync(HttpContext context, int statusCode, string detail)
    {
        context.Response.StatusCode = statusCode;
        return context.Response.WriteAsJsonAsync(Of(detail), context.RequestAborted);
    }
}

internal sealed record ApiErrorDetail([property: JsonPropertyName("detail")] string Detail);
