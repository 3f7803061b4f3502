using Microsoft.Extensions.Logging;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>Sends a page that means nothing through every channel, so that it is known to arrive before it matters.</summary>
internal sealed partial class TestPage(IEnumerable<IPagingChannel> channels, PublicUrl publicUrl, TimeProvider time, ILogger<TestPage> logger)
{
    /// <summary>What became of it, channel by channel; an error is null where it was taken.</summary>
    public async Task<IReadOnlyList<(string Channel, string? Error)>> SendAsync(CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString();
        var message = new PageMessage
        {
            Id = $"{id}-test",
            Kind = PageMessageKind.Test,
            IncidentId = id,
            Key = "test",
            Check = "test",
            Sentence = $"Test page of the registry at {publicUrl.Base}. It reached you, so nothing is to be done but to close it.",
            OpenedAt = time.GetUtcNow(),
            Registry = publicUrl.Base,
        };
        LogTest(message.Sentence);
        return await Task.WhenAll(channels.Where(channel => channel.IsConfigured).Select(channel => SendAsync(channel, message, cancellationToken)));
    }

    private static async Task<(string Channel, string? Error)> SendAsync(
        IPagingChannel channel, PageMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await channel.SendAsync(message, cancellationToken);
            return (channel.Name, null);
        }
        catch (PagingException exception)
        {
            return (channel.Name, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Sentence}")]
    private partial void LogTest(string sentence);
}
