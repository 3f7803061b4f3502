namespace Registry.EndToEnd.Tests.Running;

/// <summary>The sources of a package, in a folder of its own.</summary>
internal sealed class CargoPackage : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private CargoPackage(string name, string dependencies, string file, string source)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "src"));
        File.WriteAllText(System.IO.Path.Combine(Path, "Cargo.toml"), $"""
            [package]
            name = "{name}"
            version = "0.1.0"
            edition = "2021"
            description = "A package of a test."
            license = "MIT"

            [dependencies]
            {dependencies}

            [workspace]
            """);
        File.WriteAllText(System.IO.Path.Combine(Path, "src", file), source);
    }

    public string Path => _folder.Path;

    public static CargoPackage Library(string name, string source, string dependencies = "") => new(name, dependencies, "lib.rs", source);

    public static CargoPackage Program(string name, string source, string dependencies) => new(name, dependencies, "main.rs", source);

    public void Dispose() => _folder.Dispose();
}
