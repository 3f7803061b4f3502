using Microsoft.Extensions.Options;

namespace Registry.App.GitServing;

/// <summary>How much of the machine clones and fetches of the git index may take, section <c>Index:Git:Serving</c>.</summary>
internal sealed class GitServingOptions
{
    public const string Section = "Index:Git:Serving";

    /// <summary>How many git processes run at once; a first clone of a large index keeps a processor busy for seconds.</summary>
    public int MaxConcurrentRequests { get; set; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>How long a request waits for its turn before it is told to come back.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take, the download by a slow client included.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most bytes a request may have after decompression; git's are a few kilobytes, and rarely some megabytes.</summary>
    public long MaxRequestBytes { get; set; } = 32 * 1024 * 1024;
}

internal sealed class GitServingOptionsValidator : IValidateOptions<GitServingOptions>
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, GitServingOptions options)
    {
        var faults = new List<string>();
        Check(options.MaxConcurrentRequests >= 1, nameof(options.MaxConcurrentRequests), "must be at least 1");
        Check(options.QueueTimeout >= TimeSpan.Zero && options.QueueTimeout <= MaxTime,
            nameof(options.QueueTimeout), "must be from 0 to 1 day");
        Check(options.TimeLimit > TimeSpan.Zero && options.TimeLimit <= MaxTime,
            nameof(options.TimeLimit), "must be more than 0 and at most 1 day");
        Check(options.MaxRequestBytes >= 1024, nameof(options.MaxRequestBytes), "must be at least 1024");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string key, string rule)
        {
            if (!holds)
                faults.Add($"{GitServingOptions.Section}:{key} {rule}.");
        }
    }
}
