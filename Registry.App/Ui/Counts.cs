using System.Globalization;

namespace Registry.App.Ui;

/// <summary>Numbers of things in words.</summary>
internal static class Counts
{
    /// <summary>"1 download", "1,204 downloads", "no downloads".</summary>
    public static string Words(long count, string one) => count switch
    {
        0 => $"no {one}s",
        1 => $"1 {one}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}s"),
    };
}
