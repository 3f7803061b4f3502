using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Registry.App.Cli;
using Registry.App.Hosting;

namespace Registry.App.Accounts;

/// <summary><c>user list</c>.</summary>
internal static class UserListVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "As an array of objects." };
        var list = new Command("list", "Prints the users, one on each line, with a tab between the columns.") { json };
        list.TreatUnmatchedTokensAsErrors = false;
        list.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            var users = (await db.Users.AsNoTracking().OrderBy(user => user.Id).ToListAsync(cancellationToken)).ConvertAll(user => new
            {
                user.Id,
                user.Login,
                Role = user.Role.ToString().ToLowerInvariant(),
                user.Email,
                user.EmailConfirmed,
                TwoFactor = user.TwoFactorEnabled,
                user.CreatedAt,
                user.DisabledAt,
            });
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(users, Json));
                return 0;
            }

            await Console.Error.WriteLineAsync("LOGIN\tROLE\tSTATE\tCREATED\tEMAIL");
            foreach (var user in users)
            {
                Console.WriteLine(string.Join(
                    '\t', user.Login, user.Role, user.DisabledAt is null ? "enabled" : "disabled",
                    user.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture), user.Email ?? "-"));
            }

            return 0;
        });
        return list;
    }
}
