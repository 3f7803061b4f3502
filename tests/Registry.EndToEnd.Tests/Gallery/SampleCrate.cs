using System.Text.Json.Nodes;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>A crate of the registry that pages are shown from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What its authors say of it.</param>
/// <param name="Versions">The oldest first; one that ends in <c>!</c> is yanked.</param>
/// <param name="Daily">About how often it is downloaded in a day.</param>
internal sealed record SampleCrate(string Name, string Description, string[] Versions, int Daily)
{
    public string[] Keywords { get; init; } = [];

    /// <summary>Crates and requirements.</summary>
    public (string Name, string Requirement)[] Needs { get; init; } = [];

    /// <summary>As much of it as a crate of that kind might have.</summary>
    public string Source
    {
        get
        {
            var bytes = new byte[4_000 + (80 * Daily)];
            new Random(Daily).NextBytes(bytes);
            return Convert.ToBase64String(bytes);
        }
    }

    public JsonObject Metadata(string version)
    {
        var needs = Needs.Select(need => new JsonObject { ["name"] = need.Name, ["version_req"] = need.Requirement, ["kind"] = "normal" });
        var metadata = CrateUpload.Metadata(Name, version, [.. needs]);
        metadata["description"] = Description;
        metadata["license"] = "MIT OR Apache-2.0";
        metadata["repository"] = $"https://git.example/harbour/{Name}";
        metadata["documentation"] = $"https://docs.example/{Name}";
        metadata["rust_version"] = "1.85";
        metadata["keywords"] = new JsonArray([.. Keywords.Select(keyword => JsonValue.Create(keyword))]);
        metadata["features"] = new JsonObject { ["default"] = new JsonArray("std"), ["std"] = new JsonArray(), ["serde"] = new JsonArray() };
        metadata["readme"] = Readme(version);
        metadata["readme_file"] = "README.md";
        return metadata;
    }

    private string Readme(string version) => $"""
        # {Name}

        {Description} Made for forecasts that have to be right on a small computer without a network.

        - no allocation after start,
        - checked against the figures of forty stations,
        - the same answers on every platform.

        ## Use

        ```toml
        [dependencies]
        {Name} = "{version}"
        ```

        ```rust
        let table = {Name.Replace('-', '_')}::Table::of("Cuxhaven")?;
        println!("{"{}"} m", table.at(now).height);
        ```

        | Station | Error in a year |
        |:--------|----------------:|
        | Cuxhaven | 4 cm |
        | Brest | 3 cm |
        | Halifax | 6 cm |

        See the [guide](docs/guide.md) and what [has changed](CHANGELOG.md).
        """;
}
