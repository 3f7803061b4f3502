using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Registry.App.Publishing;

internal static class PublishingRegistration
{
    /// <summary>Adds what records uploads.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services) => services
        .AddSingleton<OwnIndex>()
        .AddSingleton<DependencyLookup>()
        .AddSingleton<CrateNames>()
        .AddSingleton<NewVersion>()
        .AddSingleton<VersionsPerDay>()
        .AddSingleton<UploadAdmission>()
        .AddSingleton<PublishTransaction>()
        .AddHostedService<DoubtfulUploads>();

    /// <summary>Adds what reads uploads. Needs crate storage.</summary>
    public static IServiceCollection AddPublishRequestReader(this IServiceCollection services)
    {
        services.AddOptions<PublishLimits>().BindConfiguration(PublishLimits.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PublishLimits>, PublishLimitsValidator>());
        return services.AddSingleton<PublishRequestReader>();
    }
}
