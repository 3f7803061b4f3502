using System.Text;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// What is kept of an exception. Whatever a handler threw, it must be possible to store it: a failure that is not recorded is retried at once.
/// </summary>
internal static class ErrorText
{
    private const int MaxLength = 4000;
    private const int MaxStackLength = 16_000;

    public static string Of(Exception exception, string introduction = "") =>
        Storable(introduction + (string.IsNullOrWhiteSpace(exception.Message) ? exception.GetType().Name : exception.Message), MaxLength);

    /// <summary>What a handler says, as it can be stored.</summary>
    public static string Of(string reason) => Storable(reason, MaxLength);

    /// <summary>Type, message and stack, of inner exceptions too.</summary>
    public static string StackOf(Exception exception) => Storable(exception.ToString(), MaxStackLength);

    private static string Storable(string text, int maxLength)
    {
        var storable = text.Replace("\0", "", StringComparison.Ordinal);
        var cut = storable.Length > maxLength ? storable[..maxLength] + "…" : storable;

        // PostgreSQL refuses half a surrogate pair, which may also be left where the text was cut.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut));
    }
}
