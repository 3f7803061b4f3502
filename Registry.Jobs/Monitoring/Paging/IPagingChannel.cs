namespace Registry.Jobs.Monitoring.Paging;

/// <summary>A way to reach whoever is on call.</summary>
internal interface IPagingChannel
{
    /// <summary>One word, kept with the pages that went this way.</summary>
    string Name { get; }

    /// <summary>Whether its settings are there.</summary>
    bool IsConfigured { get; }

    /// <summary>Sends; when this returns, the receiver has taken the message.</summary>
    /// <exception cref="PagingException">It did not.</exception>
    Task SendAsync(PageMessage message, CancellationToken cancellationToken);
}
