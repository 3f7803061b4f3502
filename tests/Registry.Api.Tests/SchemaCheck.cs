using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Compares JSON with the part of JSON Schema that the description of the API uses.</summary>
internal static class SchemaCheck
{
    public static void Matches(JsonNode document, JsonNode schema, JsonNode? value, string where)
    {
        if (Fault(document, schema, value, "$") is { } fault)
            Assert.Fail($"{where}: {fault}\n{value?.ToJsonString()}");
    }

    private static string? Fault(JsonNode document, JsonNode schema, JsonNode? value, string at)
    {
        if (schema["$ref"] is { } reference)
            return Fault(document, Resolve(document, reference.GetValue<string>()), value, at);
        if (schema["oneOf"] is JsonArray choices)
            return choices.Any(choice => Fault(document, choice!, value, at) is null) ? null : $"{at} is none of what it may be";
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            return $"{at} is {value?.ToJsonString()}, which is no word of the list";
        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            return $"{at} is {TypeOf(value)}, and should be {type.ToJsonString()}";
        return value switch
        {
            JsonObject properties => ObjectFault(document, schema, properties, at),
            JsonArray items => items.Select((item, i) => Fault(document, schema["items"]!, item, $"{at}[{i}]")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private static string? ObjectFault(JsonNode document, JsonNode schema, JsonObject properties, string at)
    {
        if (schema["required"] is JsonArray required && required.FirstOrDefault(key => !properties.ContainsKey((string)key!)) is { } missing)
            return $"{at} lacks {missing}";
        foreach (var (key, value) in properties)
        {
            if ((schema["properties"]?[key] ?? schema["additionalProperties"]) is not { } ofProperty)
                return $"{at}.{key} is not described";
            if (Fault(document, ofProperty, value, $"{at}.{key}") is { } fault)
                return fault;
        }

        return null;
    }

    private static JsonNode Resolve(JsonNode document, string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate(document, (node, part) => node[part]!);

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(one => (string)one!) : [(string)type!];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value!.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };
}
