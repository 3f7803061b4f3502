namespace Registry.App.Owners;

internal static class OwnersRegistration
{
    /// <summary>Adds what reads and changes who owns crates.</summary>
    public static IServiceCollection AddOwners(this IServiceCollection services) => services
        .AddSingleton<OwnerReader>()
        .AddSingleton<OwnerRequests>()
        .AddSingleton<Invitations>();
}
