using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Components;

namespace Registry.App.Changes;

/// <summary>
/// Hands a status from the prerendered page to its circuit, whole. What JSON for programs leaves out is needed there too; the framework
/// encrypts what passes through the browser.
/// </summary>
internal sealed class ChangeStatusSerializer : PersistentComponentStateSerializer<ChangeStatus>
{
    private static readonly JsonSerializerOptions Whole = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { IncludeIgnored } },
    };

    public override void Persist(ChangeStatus value, IBufferWriter<byte> writer)
    {
        using var json = new Utf8JsonWriter(writer);
        JsonSerializer.Serialize(json, value, Whole);
    }

    public override ChangeStatus Restore(ReadOnlySequence<byte> data)
    {
        var json = new Utf8JsonReader(data);
        return JsonSerializer.Deserialize<ChangeStatus>(ref json, Whole)!;
    }

    private static void IncludeIgnored(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property is { Get: null, Set: null }))
        {
            if (property.AttributeProvider is not PropertyInfo { CanWrite: true } source)
                continue;
            property.Get = source.GetValue;
            property.Set = source.SetValue;
            property.ShouldSerialize = null;
        }
    }
}
