using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Registry.App.Hosting;

/// <summary>Finds the address clients reach this registry at: the one that is set, or else the one listened on.</summary>
internal sealed class ListeningAddress(IOptions<RegistryOptions> options, IConfiguration configuration, IServiceProvider services)
{
    /// <summary>Used when nothing else is set.</summary>
    public const string Default = "http://localhost:8080";

    public Uri Resolve()
    {
        if (options.Value.PublicUrl is { } set)
            return new Uri(set);
        var bound = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var configured = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0];
        return Reachable(bound ?? configured ?? Default);
    }

    /// <summary>An address that stands for every interface is not one a client can be told.</summary>
    private static Uri Reachable(string address)
    {
        var parsed = BindingAddress.Parse(address);
        var host = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parsed.Host;
        return new UriBuilder(parsed.Scheme, host, parsed.Port).Uri;
    }
}
