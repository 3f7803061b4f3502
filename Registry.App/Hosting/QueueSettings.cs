using Registry.Jobs.Index;
using Registry.Jobs.Mail;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Queue;

namespace Registry.App.Hosting;

/// <summary>Applies the section <c>Jobs</c> to the queue.</summary>
internal static class QueueSettings
{
    private const string Section = "Jobs";

    private static readonly string[] KnownQueues =
        [IndexJobs.SparseQueue, IndexJobs.GitQueue, IndexJobs.VerifyCrate.Queue, PagingJobs.Queue, IndexJobs.PackingQueue, MailJobs.Queue];

    /// <summary>The git index has one writer, and is packed by one at a time.</summary>
    private static readonly string[] OneAtATime = [IndexJobs.GitQueue, IndexJobs.PackingQueue];

    /// <summary>The keys of the section; <c>NAME</c> stands for a queue.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        $"{Section}:PollInterval",
        $"{Section}:GracePeriod",
        $"{Section}:Retry:BaseDelay",
        $"{Section}:Retry:MaxDelay",
        $"{Section}:Queues:{KnownSetting.AnyName}:Workers",
    ];

    /// <summary>What goes where one of the keys is not set.</summary>
    public static object? DefaultOf(string key)
    {
        var options = new JobQueueOptions();
        return key[(Section.Length + 1)..] switch
        {
            "PollInterval" => options.PollInterval,
            "GracePeriod" => options.GracePeriod,
            "Retry:BaseDelay" => options.Retry.BaseDelay,
            "Retry:MaxDelay" => options.Retry.MaxDelay,
            _ => new QueueOptions().Workers,
        };
    }

    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static void Apply(IConfiguration configuration, JobQueueOptions options)
    {
        var section = configuration.GetSection(Section);
        options.PollInterval = Duration(section, "PollInterval", options.PollInterval);
        options.GracePeriod = Duration(section, "GracePeriod", options.GracePeriod);
        options.Retry = options.Retry with
        {
            BaseDelay = Duration(section, "Retry:BaseDelay", options.Retry.BaseDelay),
            MaxDelay = Duration(section, "Retry:MaxDelay", options.Retry.MaxDelay),
        };
        if (options.Retry.MaxDelay < options.Retry.BaseDelay)
            throw new SettingException("Jobs:Retry:MaxDelay is shorter than Jobs:Retry:BaseDelay.");
        foreach (var queue in OneAtATime)
            options.Queues[queue] = new QueueOptions { Workers = 1, ClusterLimit = 1 };
        foreach (var queue in section.GetSection("Queues").GetChildren())
        {
            var one = OneAtATime.Contains(Known(queue.Key, $"{queue.Path}:Workers"));
            options.Queues[queue.Key] = new QueueOptions { Workers = one ? OneWorker(queue) : Workers(queue), ClusterLimit = one ? 1 : null };
        }
    }

    /// <exception cref="SettingException">There is no such queue.</exception>
    public static string Known(string queue, string where) => KnownQueues.Contains(queue)
        ? queue
        : throw new SettingException($"{where} names a queue that does not exist; the queues are {string.Join(", ", KnownQueues)}.");

    private static int Workers(IConfigurationSection queue)
    {
        var text = queue["Workers"];
        return int.TryParse(text, out var workers) && workers is >= 0 and <= 100
            ? workers
            : throw new SettingException($"{queue.Path}:Workers is `{text}`; give a number from 0 to 100.");
    }

    private static int OneWorker(IConfigurationSection queue) => queue["Workers"] switch
    {
        "0" => 0,
        "1" => 1,
        var text => throw new SettingException(
            $"{queue.Path}:Workers is `{text}`; the git index has one writer, and one that packs, so give 1, or 0 for none in this process."),
    };

    private static TimeSpan Duration(IConfigurationSection section, string key, TimeSpan fallback)
    {
        if (section[key] is not { } text)
            return fallback;
        return TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero
            ? duration
            : throw new SettingException($"{section.Path}:{key} is `{text}`; give a time such as 00:01:00.");
    }
}
