using System.Text;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// What is kept of an exception. Whatever a handler threw, it must be possible to store it: a failure that is not recorded is retried at once.
/// </summary>
internal static class ErrorText
{
    private const int MaxLength = 4000;

    public static string Of(Exception exception, string introduction = "")
    {
        var message = exception.Message.Replace("\0", "", StringComparison.Ordinal);
        var text = introduction + (string.IsNullOrWhiteSpace(message) ? exception.GetType().Name : message);
        var cut = text.Length > MaxLength ? text[..MaxLength] + "…" : text;

        // PostgreSQL refuses half a surrogate pair, which may also be left where the text was cut.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut));
    }
}
