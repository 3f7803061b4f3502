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

    private CargoPackage((string Path, string Text)[] files)
    {
        foreach (var (file, text) in files)
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    public string Path => _folder.Path;

    public static CargoPackage Library(string name, string source, string dependencies = "") => new(name, dependencies, "lib.rs", source);

    public static CargoPackage Program(string name, string source, string dependencies) => new(name, dependencies, "main.rs", source);

    /// <summary>Files as they are.</summary>
    public static CargoPackage Of(params (string Path, string Text)[] files) => new(files);

    /// <summary>What <c>[package]</c> of a crate that may be published says, and what comes after it.</summary>
    public static string Manifest(string name, string version, string sections = "", string package = "") => $"""
        [package]
        name = "{name}"
        version = "{version}"
        edition = "2021"
        description = "A package of a test."
        license = "MIT"
        {package}

        {sections}
        """;

    public void Dispose() => _folder.Dispose();
}
