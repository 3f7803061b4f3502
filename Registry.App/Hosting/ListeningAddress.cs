using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Registry.App.Hosting;

/// <summary>Finds the address clients reach this registry at: the one that is set, or else the one listened on.</summary>
internal sealed class ListeningAddress(IOptions<RegistryOptions> options, IConfiguration configuration, IServiceProvider services)
{
    /// <summary>Used when nothing else is set.</summary>
    public const string Default = "http://localhost:8080";

    public Uri Resolve() => Resolve(
        options.Value, configuration, services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault());

    /// <exception cref="SettingException">An address is not one that can be listened on.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var address in (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!CanBeListenedOn(address))
                throw new SettingException($"{WebHostDefaults.ServerUrlsKey} names `{address}`; give an address such as {Default}.");
        }
    }

    /// <param name="options">What is set.</param>
    /// <param name="configuration">Where <c>urls</c> is.</param>
    /// <param name="bound">What is listened on, once it is.</param>
    public static Uri Resolve(RegistryOptions options, IConfiguration configuration, string? bound = null)
    {
        if (options.PublicUrl is { } set)
            return new Uri(set);
        var configured = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0];
        return Reachable(bound ?? configured ?? Default);
    }

    private static bool CanBeListenedOn(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed.Scheme is "http" or "https" && parsed.Port is >= 0 and <= System.Net.IPEndPoint.MaxPort;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>An address that stands for every interface is not one a client can be told.</summary>
    private static Uri Reachable(string address)
    {
        var parsed = BindingAddress.Parse(address);
        var host = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parsed.Host;
        return new UriBuilder(parsed.Scheme, host, parsed.Port).Uri;
    }
}
