using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Paging;

internal static class PagingRegistration
{
    /// <summary>Adds what sends pages through the queue, and past it.</summary>
    public static IServiceCollection AddPaging(this IServiceCollection services)
    {
        services.AddSingleton<PageDelivery>();
        services.AddSingleton<PageDesk>();
        return services.AddPagingChannels();
    }

    /// <summary>Adds the channels, which need no database.</summary>
    public static IServiceCollection AddPagingChannels(this IServiceCollection services)
    {
        services.AddOptions<PagingOptions>().BindConfiguration(PagingOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PagingOptions>, PagingOptionsValidator>());

        // A redirect could lead what is signed, or holds a key, to somebody else.
        services.AddHttpClient(PagingHttp.ClientName, client => client.Timeout = PagingHttp.Patience)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = PagingHttp.ConnectPatience,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            });
        services.AddSingleton<PagingHttp>();
        services.AddSingleton<IPagingChannel, PagerDutyChannel>();
        services.AddSingleton<IPagingChannel, WebhookChannel>();
        services.AddSingleton<IPagingChannel, EmailChannel>();
        services.AddSingleton<TestPage>();
        return services;
    }
}
