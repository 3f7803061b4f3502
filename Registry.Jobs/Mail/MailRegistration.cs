using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Mail.Notices;

namespace Registry.Jobs.Mail;

internal static class MailRegistration
{
    /// <summary>Adds what sends mail; without a mail server it goes to the directory that <paramref name="directory"/> names.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, Func<IServiceProvider, string> directory)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, MailOptionsValidator>());
        services.AddSingleton<NoticeText>();
        return services.AddSingleton(provider => new Mailer(
            directory(provider), provider.GetRequiredService<IOptions<MailOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Mailer>>()));
    }
}
