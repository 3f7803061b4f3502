using Registry.App.Errors;
using Registry.App.Memory;
using Registry.Data.Index;

namespace Registry.App.SparseIndex;

/// <summary>Answers requests for files of the sparse index, from memory whenever it can.</summary>
internal sealed class SparseIndexServer(
    SparseIndexMemory memory, SparseFileReader reader, IndexConfigurationFile configuration, DatabaseSight sight, TimeProvider time) : IDisposable
{
    private const string PlainText = "text/plain; charset=utf-8";
    private const string Json = "application/json";
    private const string AskAgainEachTime = "no-cache";
    private const string SecondsUntilRetry = "2";

    /// <summary>What is larger is not copied into the buffers of the connection.</summary>
    private const int MaxBuffered = 32 * 1024;

    /// <summary>Files that are not in memory do not take all connections from the rest of the registry.</summary>
    private const int MaxReads = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _reading = new(MaxReads);

    /// <summary>Answers <c>/index/PATH</c>.</summary>
    public Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value.AsSpan();
        path = path.Length > SparseIndexEndpoints.Root.Length ? path[SparseIndexEndpoints.Root.Length..] : default;
        if (memory.Get(path) is { IsDistrusted: false } held)
            return WriteAsync(context, held, PlainText);
        if (path.SequenceEqual(IndexConfigurationFile.Path))
            return WriteAsync(context, configuration.Get(), Json);
        return IndexPath.IsPossible(path) ? ServeUnknownAsync(context, path.ToString()) : WriteAsync(context, IndexAnswer.Absent(), PlainText);
    }

    public void Dispose() => _reading.Dispose();

    private async Task ServeUnknownAsync(HttpContext context, string path)
    {
        if (await FindAsync(path, context.RequestAborted) is { } answer)
        {
            await WriteAsync(context, answer, PlainText);
            return;
        }

        // Not 404, which cargo would take for "no such crate" and remember.
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = SecondsUntilRetry;
        context.Response.ContentType = PlainText;
        await context.Response.WriteAsync(DatabaseAwayHandling.Words, context.RequestAborted);
    }

    /// <summary>Null when nobody can say.</summary>
    private async Task<IndexAnswer?> FindAsync(string path, CancellationToken aborted)
    {
        if (!sight.IsReachable)
            return memory.Get(path);
        try
        {
            return await memory.Read(path, () => ReadAsync(path)).Answer.WaitAsync(aborted);
        }
        catch (Exception exception) when (DatabaseFault.Is(exception) && !aborted.IsCancellationRequested)
        {
            return memory.Get(path);
        }
    }

    /// <summary>For all who wait for it, so it does not end with the request that began it.</summary>
    private async Task<IndexAnswer> ReadAsync(string path)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        await _reading.WaitAsync(patience.Token);
        try
        {
            return await reader.ReadAsync(path, patience.Token);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Cargo always asks again with the tag it knows, and takes 404 for "no such crate".</summary>
    private static Task WriteAsync(HttpContext context, IndexAnswer answer, string contentType)
    {
        var response = context.Response;
        response.Headers.CacheControl = AskAgainEachTime;
        if (answer.Content is not { } content)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            response.ContentLength = 0;
            return Task.CompletedTask;
        }

        response.Headers.ETag = answer.Tag;
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && answer.Matches(known))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = contentType;
        response.ContentLength = content.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        if (content.Length > MaxBuffered)
            return response.Body.WriteAsync(content, context.RequestAborted).AsTask();

        // Leaves with the headers, in one piece, when the request ends.
        content.CopyTo(response.BodyWriter.GetSpan(content.Length));
        response.BodyWriter.Advance(content.Length);
        return Task.CompletedTask;
    }
}
