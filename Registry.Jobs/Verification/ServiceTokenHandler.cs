using Registry.Jobs.Index;

namespace Registry.Jobs.Verification;

/// <summary>Sends the token of this process along where the registry asks for one; to another host it does not follow.</summary>
internal sealed class ServiceTokenHandler(ServiceTokens tokens, IndexConfiguration configuration, PublicUrl publicUrl) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (configuration.IsPrivate && request.RequestUri is { } address && publicUrl.Value.IsBaseOf(address))
            request.Headers.TryAddWithoutValidation("Authorization", await tokens.GetAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
