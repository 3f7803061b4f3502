using System.Text.Json;
using System.Text.Json.Serialization;

namespace Registry.App.Changes;

/// <summary>The outer object of every answer about a change.</summary>
internal sealed record ChangeEnvelope(ChangeStatus Change);

/// <summary>How statuses are written: snake case throughout, as in Cargo's own web API.</summary>
internal static class ChangeJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }

    public static string Serialize(ChangeEnvelope envelope) => JsonSerializer.Serialize(envelope, Options);
}
