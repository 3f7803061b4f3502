using System.Text.Json;
using Registry.App.Changes;
using Registry.App.Errors;

namespace Registry.App.Admin;

/// <summary>Reads the JSON of a request.</summary>
internal static class JsonBody
{
    /// <exception cref="RefusedException">It is no such JSON.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, ChangeJson.Options, context.RequestAborted)
                ?? throw new RefusedException(StatusCodes.Status400BadRequest, "the request is empty; /openapi/v1.json says what it takes");
        }
        catch (JsonException fault)
        {
            throw new RefusedException(
                StatusCodes.Status400BadRequest, "the request is not JSON of the expected kind; /openapi/v1.json says which", fault);
        }
    }
}
