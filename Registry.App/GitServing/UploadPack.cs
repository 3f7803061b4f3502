using System.Text;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git;

namespace Registry.App.GitServing;

/// <summary>Answers clones and fetches by a <c>git upload-pack</c> child for each request, a bounded number of them at once.</summary>
internal sealed partial class UploadPack(
    IndexRepository repository, GitExecutable git, IOptions<GitServingOptions> options, TimeProvider time, ILogger<UploadPack> logger)
    : IDisposable
{
    /// <summary>Announces the service to clients that speak version 0 or 1, and a flush.</summary>
    private static readonly byte[] ServiceLine = Encoding.ASCII.GetBytes("001e# service=git-upload-pack\n0000");

    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrentRequests);

    /// <summary>Answers which commits there are: the first request of a clone or fetch.</summary>
    public Task AdvertiseAsync(HttpContext http)
    {
        var prefix = GitProtocol.IsVersion2(GitProtocol.Read(http.Request)) ? [] : ServiceLine;
        return RunAsync(http, "advertisement", prefix, request: null, "--advertise-refs");
    }

    /// <summary>Answers what is asked for: the objects a client does not have, or under protocol version 2 the list of commits.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        if (!UploadPackRequest.IsSupported(http.Request))
        {
            await PlainText.WriteAsync(http, StatusCodes.Status415UnsupportedMediaType,
                "This address understands git's upload-pack requests only, plain or gzip.");
            return;
        }

        using var request = new UploadPackRequest(http.Request, options.Value.MaxRequestBytes);
        await RunAsync(http, "result", prefix: [], request);
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunAsync(HttpContext http, string kind, byte[] prefix, UploadPackRequest? request, params string[] flags)
    {
        if (!repository.Exists)
        {
            await PlainText.WriteRetryAsync(http, "The git index is not ready yet. Try again in a moment.");
            return;
        }

        if (!await _slots.WaitAsync(options.Value.QueueTimeout, http.RequestAborted))
        {
            LogBusy(options.Value.MaxConcurrentRequests);
            await PlainText.WriteRetryAsync(http, "Too many clones of the index at once. Try again in a moment.");
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(options.Value.TimeLimit, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, limit.Token);
            await AnswerAsync(http, kind, prefix, request, flags, stop.Token);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task AnswerAsync(
        HttpContext http, string kind, byte[] prefix, UploadPackRequest? request, string[] flags, CancellationToken stop)
    {
        var command = git.Command(["upload-pack", "--stateless-rpc", .. flags, repository.Path]);
        if (GitProtocol.Read(http.Request) is { } protocol)
            command.Environment["GIT_PROTOCOL"] = protocol;
        await using var child = new UploadPackProcess(command);
        try
        {
            var response = new UploadPackResponse(http.Response, $"application/x-git-upload-pack-{kind}", prefix);
            var outcome = await child.RunAsync(request, response, stop);
            if (outcome.ExitCode != 0)
                LogFailed(outcome.ExitCode, outcome.Error);
            if (outcome.ExitCode == 0 || http.Response.HasStarted)
                await response.StartAsync(stop);
            else if (outcome.Error.Contains("protocol error", StringComparison.Ordinal))
                await PlainText.WriteAsync(http, StatusCodes.Status400BadRequest, "git does not understand this request.");
            else
                await PlainText.WriteAsync(http, StatusCodes.Status500InternalServerError,
                    "git could not read the index. The registry's log says why.");
        }
        catch (BadHttpRequestException error) when (!http.Response.HasStarted)
        {
            await PlainText.WriteAsync(http, error.StatusCode, error.Message);
        }
        catch (Exception error) when (stop.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // Either nobody is there any more, or what was sent is cut off: the client must not take it for the whole.
            if (!http.RequestAborted.IsCancellationRequested)
                LogTimeLimit(options.Value.TimeLimit);
            http.Abort();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "git upload-pack ended with exit code {ExitCode}: {Error}")]
    private partial void LogFailed(int exitCode, string error);

    [LoggerMessage(2, LogLevel.Warning, "A fetch of the git index was turned away: {Limit} are running already")]
    private partial void LogBusy(int limit);

    [LoggerMessage(3, LogLevel.Warning, "A fetch of the git index was cut off after {TimeLimit}")]
    private partial void LogTimeLimit(TimeSpan timeLimit);
}
