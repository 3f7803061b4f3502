using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>A process of an application that uses the queue, though within the process of the tests.</summary>
internal sealed class QueueHost(IHost host) : IAsyncDisposable
{
    private bool _stopped;

    public IServiceProvider Services => host.Services;

    public JobQueue Queue => host.Services.GetRequiredService<JobQueue>();

    public JobNewsFeed Feed => host.Services.GetRequiredService<JobNewsFeed>();

    public JobTestDriver Driver => host.Services.GetRequiredService<JobTestDriver>();

    /// <param name="connectionString">The database.</param>
    /// <param name="configure">Settings; workers look every 50 ms and retries come soon unless told.</param>
    /// <param name="add">What the process does with the queue.</param>
    public static QueueHost Build(string connectionString, Action<JobQueueOptions>? configure, Action<JobQueueBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        add(builder.Services.AddJobQueue(options =>
        {
            options.ConnectionString = connectionString;
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(100) };
            configure?.Invoke(options);
        }));
        return new QueueHost(builder.Build());
    }

    public Task StartAsync() => host.StartAsync(TestContext.Current.CancellationToken);

    public async Task StopAsync()
    {
        _stopped = true;
        await host.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
