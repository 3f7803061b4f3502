using System.Globalization;

namespace Registry.App.Ui;

/// <summary>Sizes of files in the words people use.</summary>
internal static class Sizes
{
    private const double Kilo = 1024;

    /// <summary>"1 byte", "1019 bytes", "48.2 KiB", "3 MiB".</summary>
    public static string Words(long bytes) => bytes switch
    {
        1 => "1 byte",
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kilo:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (Kilo * Kilo):0.#} MiB"),
    };
}
