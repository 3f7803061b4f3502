namespace Registry.App.Errors;

/// <summary>A request asks for something that is not allowed or not possible; the message says what to do, in words for its author.</summary>
internal class RefusedException(int statusCode, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public int StatusCode { get; } = statusCode;

    /// <summary>How long to wait before the same request may be accepted; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
