using Npgsql;
using Registry.Migrations;

namespace Registry.App.Hosting;

/// <summary>Answers whether the process lives, and whether it can do its work.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("alive\n"));
        app.MapGet("/health/ready", async (NpgsqlDataSource database, CancellationToken cancellationToken) =>
        {
            try
            {
                return await RegistryMigrator.IsMigratedAsync(database, cancellationToken)
                    ? Results.Text("ready\n")
                    : NotReady("the database is not migrated; run `registry migrate`");
            }
            catch (NpgsqlException)
            {
                return NotReady("the database cannot be reached");
            }
        });
    }

    private static IResult NotReady(string reason) => Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
