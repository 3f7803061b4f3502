using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Settings;

/// <summary>The settings in force, for programs.</summary>
internal static class SettingsEndpoint
{
    public static void MapSettings(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/settings", (HttpContext context, SettingsReader reader) =>
        {
            Caller.Of(context).Require(Role.Admin);
            return Results.Json(new SettingsAnswer(reader.Read()));
        }).RequireAuthorization().WithSummary("The settings in force, where each comes from and what it means. For admins.")
            .Produces<SettingsAnswer>().Refuses(403);

    private sealed record SettingsAnswer(IReadOnlyList<SettingInForce> Settings);
}
