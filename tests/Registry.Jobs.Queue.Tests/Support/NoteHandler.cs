namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>What a test has jobs do.</summary>
internal delegate Task Handling(JobBatch<Note> batch, CancellationToken cancellationToken);

internal sealed class NoteHandler(Handling handle) : IJobHandler<Note>
{
    public Task RunAsync(JobBatch<Note> batch, CancellationToken cancellationToken) => handle(batch, cancellationToken);
}
