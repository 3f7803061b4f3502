using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutPageOnly } };
        return options;
    }

    private static void LeaveOutPageOnly(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].AttributeProvider?.IsDefined(typeof(PageOnlyAttribute), inherit: false) == true)
                type.Properties.RemoveAt(i);
        }
    }

    public static string Serialize(ChangeEnvelope envelope) => JsonSerializer.Serialize(envelope, Options);
}

/// <summary>Shown on the page, and not promised to programs.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PageOnlyAttribute : Attribute;
