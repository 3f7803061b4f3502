using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Registry.Benchmarks.Pages.Circuits;

/// <summary>What a prerendered page says of the circuit that it wants: its interactive parts, and the state they bring.</summary>
/// <param name="Operations">How a browser asks for the parts.</param>
/// <param name="State">Protected by the server.</param>
internal sealed partial record PageMarkers(string Operations, string State)
{
    public static PageMarkers Of(string html)
    {
        var operations = new JsonArray();
        foreach (Match comment in Part().Matches(html))
        {
            var marker = JsonNode.Parse(comment.Groups[1].ValueSpan.ToString())!;
            if (marker["type"] is null)
                continue;
            operations.Add(new JsonObject { ["type"] = "add", ["ssrComponentId"] = operations.Count + 1, ["marker"] = marker });
        }

        if (operations.Count == 0)
            throw new InvalidDataException("The page asks for no circuit.");
        var batch = new JsonObject { ["batchId"] = 1, ["operations"] = operations };
        return new PageMarkers(batch.ToJsonString(), StateText().Match(html).Groups[1].Value);
    }

    [GeneratedRegex("<!--Blazor:(.*?)-->", RegexOptions.Singleline)]
    private static partial Regex Part();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->", RegexOptions.Singleline)]
    private static partial Regex StateText();
}
