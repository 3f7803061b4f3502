using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Batches(PostgresFixture postgres) : QueueTest(postgres)
{
    private enum Answer
    {
        Taken,
        Busy,
        NoSuchAddress,
        Refused,
    }

    private sealed record Letter(Answer Answer);

    private static class LetterJobs
    {
        public static JobKind<Letter> Send { get; } = new("send_letter")
        {
            BatchSize = 100,
            BatchWait = TimeSpan.FromMilliseconds(50),
        };

        public static JobKind<Letter> Remind { get; } = new("remind")
        {
            Retry = new RetryPolicy
            {
                BaseDelay = TimeSpan.FromSeconds(10),
                Factor = 3,
                MaxDelay = TimeSpan.FromHours(6),
                Jitter = 0.2,
                MaxAttempts = 8,
            },
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    [Fact]
    public async Task Each_job_of_a_batch_ends_as_the_handler_says()
    {
        var host = Build(
            queue =>
            {
                queue.Services.AddSingleton<PostOffice>();
                queue.AddHandler<Letter, LetterHandler>(LetterJobs.Send).AddTestDriver();
            },
            options => options.Retry = new RetryPolicy());
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await host.Queue.EnqueueManyAsync(transaction, LetterJobs.Send, [.. Enum.GetValues<Answer>().Select(answer => new Letter(answer))], Cancelled);
        await transaction.CommitAsync(Cancelled);

        Assert.Equal(1, await host.Driver.RunAllPendingAsync(Cancelled));

        Assert.Equal(
            [(JobState.Scheduled, 0), (JobState.Dead, 1), (JobState.Scheduled, 1)],
            [.. (await PageAsync(new JobFilter())).Reverse().Select(job => (job.State, job.Attempts))]);
    }

    [Fact]
    public void A_policy_says_how_long_and_how_often()
    {
        var policy = LetterJobs.Remind.Retry!;

        Assert.InRange(policy.DelayAfter(1), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(12));
        Assert.InRange(policy.DelayAfter(3), TimeSpan.FromSeconds(72), TimeSpan.FromSeconds(108));
        Assert.InRange(policy.DelayAfter(1000), TimeSpan.FromHours(4.8), TimeSpan.FromHours(6));
    }

    private sealed class PostOffice
    {
#pragma warning disable CA1822 // As a real one would be.
        public Task<Answer> SendAsync(Letter letter, CancellationToken cancellationToken)
#pragma warning restore CA1822
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(letter.Answer);
        }
    }

    private sealed class LetterHandler(PostOffice post) : IJobHandler<Letter>
    {
        public async Task RunAsync(JobBatch<Letter> batch, CancellationToken cancellationToken)
        {
            foreach (var job in batch.Jobs)
            {
                switch (await post.SendAsync(job.Arguments, cancellationToken))
                {
                    case Answer.Busy:
                        batch.Postpone(job, TimeSpan.FromMinutes(5), "The post office is closed.");
                        break;
                    case Answer.NoSuchAddress:
                        batch.Stop(job, "There is no such address.");
                        break;
                    case Answer.Refused:
                        batch.Fail(job, new IOException("The post office refused the letter."));
                        break;
                }
            }
        }
    }
}
