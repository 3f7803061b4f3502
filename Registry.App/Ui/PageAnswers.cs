namespace Registry.App.Ui;

/// <summary>How a page answers with a status of its own.</summary>
internal static class PageAnswers
{
    /// <summary>
    /// Makes the answer a 404 with the page as it is rendered. It comes into effect last: were the status 404 any sooner, the framework would
    /// drop what the page says for the general words.
    /// </summary>
    public static void AnswerNotFound(this HttpContext context) => context.Response.OnStarting(() =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
