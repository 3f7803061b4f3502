using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class QuickStart(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_job_is_added_and_run()
    {
        await ExecuteAsync("CREATE TABLE users (id bigint, welcomed boolean NOT NULL DEFAULT false); INSERT INTO users VALUES (7)");
        var (connectionString, cancellationToken, userId) = (ConnectionString, Cancelled, 7);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

        builder.Services
            .AddJobQueue(options =>
            {
                options.ConnectionString = connectionString;
                options.Queues["mail"] = new QueueOptions { Workers = 4 };
            })
            .AddHandler<Welcome, WelcomeHandler>(MailJobs.Welcome)
            .AddWorkers();

        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var queue = host.Services.GetRequiredService<JobQueue>();
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await queue.EnqueueAsync(transaction, MailJobs.Welcome, new Welcome(userId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(MailJobs.Welcome);

        await NoJobIsLeftAsync();
        Assert.True(await QueryAsync<bool>("SELECT welcomed FROM users"));
        await host.StopAsync(cancellationToken);
    }
}
