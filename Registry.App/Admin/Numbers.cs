using System.Globalization;

namespace Registry.App.Admin;

/// <summary>Numbers of things as people read them.</summary>
internal static class Numbers
{
    private static readonly NumberFormatInfo Format = new() { NumberGroupSeparator = " " };

    /// <summary>"1 284".</summary>
    public static string Words(long number) => number.ToString("#,0", Format);

    /// <summary>"1 job", "37 jobs".</summary>
    public static string Jobs(long number) => number == 1 ? "1 job" : $"{Words(number)} jobs";
}
