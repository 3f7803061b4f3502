using Registry.Jobs.Queue;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>Delivers through the queue, which tries again until it is done.</summary>
internal sealed class DeliverPagesHandler(PageDelivery delivery) : IJobHandler<DeliverPages>
{
    public Task RunAsync(JobBatch<DeliverPages> batch, CancellationToken cancellationToken) =>
        delivery.DeliverAsync(batch.Jobs[0].Arguments, cancellationToken);
}
