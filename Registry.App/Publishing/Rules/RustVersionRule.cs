namespace Registry.App.Publishing.Rules;

/// <summary>The oldest Rust a crate compiles with: one to three numbers, without an operator (the Cargo book, "rust-version").</summary>
internal static class RustVersionRule
{
    public static void Check(string? rustVersion)
    {
        if (rustVersion is null)
            return;
        var parts = rustVersion.Split('.');
        if (parts.Length > 3 || !parts.All(VersionRequirement.IsNumber))
            throw PublishRefusedException.Invalid($"`rust-version` is `{rustVersion}`; write a version such as 1.75 or 1.75.0, without an operator");
    }
}
