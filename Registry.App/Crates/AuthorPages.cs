using Registry.App.Crates.Readmes;
using Registry.App.Home;
using Registry.App.MyCrates;
using Registry.App.Tokens;

namespace Registry.App.Crates;

internal static class AuthorPages
{
    /// <summary>Adds what the pages of crates and of their authors are read from.</summary>
    public static IServiceCollection AddAuthorPages(this IServiceCollection services) => services
        .AddSingleton<VersionReader>()
        .AddSingleton<CrateReader>()
        .AddSingleton<ReadmeShelf>()
        .AddSingleton<TokenBook>()
        .AddSingleton<MyReader>()
        .AddSingleton<MyCratesReader>()
        .AddSingleton<PublishesUnderWay>()
        .AddSingleton<IHomeReader, HomeReader>();
}
