using Registry.App.Errors;

namespace Registry.App.Publishing;

/// <summary>A publish that the registry does not accept. The endpoint answers with the status code and the words.</summary>
internal sealed class PublishRefusedException(int statusCode, string detail, Exception? cause = null)
    : RefusedException(statusCode, Presentable(detail), cause)
{
    /// <summary>Long enough for every sentence of ours; what a request quotes back at its sender is cut.</summary>
    private const int MaxDetailLength = 1000;

    /// <summary>The upload breaks a rule or cannot be read.</summary>
    public static PublishRefusedException Invalid(string detail, Exception? cause = null) =>
        new(StatusCodes.Status400BadRequest, detail, cause);

    /// <summary>A part of the upload is larger than the registry takes.</summary>
    public static PublishRefusedException TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, detail);

    /// <summary>Cargo prints the words on a terminal, which control characters could steer.</summary>
    private static string Presentable(string detail)
    {
        var text = detail.Length <= MaxDetailLength ? detail : $"{detail[..MaxDetailLength]}…";
        return string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character));
    }
}
