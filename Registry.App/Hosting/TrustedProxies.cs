using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Registry.App.Hosting;

/// <summary>
/// Lets the proxies that the setting names say for whom they ask. Nobody else is believed: anybody can send the header, to be somebody else for each
/// password they try.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<RegistryOptions>>().Value.TrustedProxies is not { } setting)
            return;
        var proxies = Read(setting).ToList();

        // Without any the framework would believe everybody.
        if (proxies.Count == 0)
            return;

        // From the nearest hop on, as far as the hops are known; the first that is not is who asks, whatever stands before it.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        proxies.ForEach(options.KnownIPNetworks.Add);
        app.UseForwardedHeaders(options);
    }

    /// <summary>What is wrong with the setting; null when nothing is.</summary>
    public static string? Fault(string setting)
    {
        var wrong = Entries(setting).FirstOrDefault(entry => Parse(entry) is null);
        return wrong is null
            ? null
            : $"Registry:TrustedProxies has `{wrong}`; give addresses such as 10.0.0.5, or networks such as 10.0.0.0/24, with commas between them.";
    }

    private static IEnumerable<IPNetwork> Read(string setting) => Entries(setting).Select(entry => Parse(entry)!.Value);

    private static string[] Entries(string setting) => setting.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// A network of everybody is none of proxies, and one that is named by an address within it may be meant for that address alone. Of an IPv4
    /// address all four numbers have to be there.
    /// </summary>
    private static IPNetwork? Parse(string entry)
    {
        if (!IPAddress.TryParse(entry.Split('/')[0], out var address))
            return null;
        if (IPNetwork.TryParse(entry, out var network))
            return network.PrefixLength > 0 && network.BaseAddress.Equals(address) ? network : null;
        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == entry
            ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)
            : null;
    }
}
