using Registry.Jobs.Queue;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>What is still to be told of an incident through a channel. What it is, the handler reads when it runs.</summary>
/// <param name="IncidentId">Key of the incident.</param>
/// <param name="Channel">Name of the channel.</param>
internal sealed record DeliverPages(long IncidentId, string Channel);

/// <summary>The jobs that page.</summary>
internal static class PagingJobs
{
    public const string Queue = "paging";

    /// <summary>Tells of the beginning and then the end of an incident through one channel, so that one that is down holds up no other.</summary>
    public static JobKind<DeliverPages> DeliverPages { get; } = new("deliver_pages")
    {
        Queue = Queue,
        Coalesce = true,
        Key = job => $"incident:{job.IncidentId}:{job.Channel}",

        // Somebody is to get up: sooner than index jobs, and never an hour apart.
        Retry = new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(5), MaxDelay = TimeSpan.FromMinutes(5) },
    };
}
