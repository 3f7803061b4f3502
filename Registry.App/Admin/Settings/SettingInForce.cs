namespace Registry.App.Admin.Settings;

/// <summary>A setting as it is in force in the process that answers.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, as far as it may be shown; null for none.</param>
/// <param name="Source">Where that comes from: <c>command line</c>, <c>environment</c>, the name of a file, or <c>default</c>.</param>
/// <param name="Meaning">What it is for.</param>
/// <param name="Secret">Whether the value is hidden as a whole.</param>
public sealed record SettingInForce(string Key, string? Value, string Source, string Meaning, bool Secret);
