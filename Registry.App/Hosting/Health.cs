using Npgsql;

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
                await using var command = database.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return Results.Text("ready\n");
            }
            catch (NpgsqlException)
            {
                return Results.Text("the database cannot be reached\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
    }
}
