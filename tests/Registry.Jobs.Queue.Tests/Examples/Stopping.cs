using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Stopping
{
    [Fact]
    public void The_host_waits_longer_than_the_jobs()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        const string connectionString = "Host=127.0.0.1";

        builder.Services.AddJobQueue(options =>
        {
            options.ConnectionString = connectionString;
            options.GracePeriod = TimeSpan.FromSeconds(20);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));

        using var host = builder.Build();

        Assert.Equal(TimeSpan.FromSeconds(20), host.Services.GetRequiredService<IOptions<JobQueueOptions>>().Value.GracePeriod);
        Assert.Equal(TimeSpan.FromSeconds(30), host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
