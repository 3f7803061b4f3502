namespace Registry.App.GitServing;

/// <summary>Answers for git and for people who came by; git shows plain text to its user.</summary>
internal static class PlainText
{
    public static Task WriteAsync(HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        return http.Response.WriteAsync(words + "\n", http.RequestAborted);
    }

    /// <summary>As <see cref="WriteAsync"/>, for what will have passed after a while.</summary>
    public static Task WriteRetryAsync(HttpContext http, string words)
    {
        http.Response.Headers.RetryAfter = "5";
        return WriteAsync(http, StatusCodes.Status503ServiceUnavailable, words);
    }
}
