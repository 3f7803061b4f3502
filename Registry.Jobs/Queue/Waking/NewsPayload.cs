namespace Registry.Jobs.Queue.Waking;

/// <summary>What is sent over the channel: <c>ready QUEUE</c>, or <c>moved KIND KEY</c>.</summary>
internal static class NewsPayload
{
    /// <summary>The channel on which processes tell one another that jobs are ready or have moved on.</summary>
    public const string Channel = "background_jobs";

    private const string ReadyWord = "ready ";
    private const string MovedWord = "moved ";

    public static string Ready(string queue) => ReadyWord + queue;

    public static string Moved(string kind, string? key) => $"{MovedWord}{kind} {key}";

    /// <summary>The queue that has become ready, if that is what the payload says.</summary>
    public static string? ReadyQueue(string payload) =>
        payload.StartsWith(ReadyWord, StringComparison.Ordinal) ? payload[ReadyWord.Length..] : null;

    /// <summary>The job that has moved, if that is what the payload says.</summary>
    public static JobNews? MovedJob(string payload)
    {
        if (!payload.StartsWith(MovedWord, StringComparison.Ordinal))
            return null;
        var parts = payload[MovedWord.Length..].Split(' ', 2);
        return new JobNews(parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
    }
}
