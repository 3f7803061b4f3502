namespace Registry.App.FirstRun;

internal static class FirstRunRegistration
{
    /// <summary>Adds what makes the first account.</summary>
    public static void AddFirstRun(this IServiceCollection services)
    {
        services.AddSingleton<FirstRunLinks>();
        services.AddSingleton<FirstToken>();
        services.AddSingleton<FirstPublish>();
        services.AddHostedService<FirstRunAnnouncement>();
    }
}
