using System.CommandLine;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Accounts;

/// <summary><c>user add</c>.</summary>
internal static class UserVerbs
{
    private const int MaxLoginLength = 39;
    private static readonly TimeSpan LinkLife = TimeSpan.FromDays(3);

    public static Command Command()
    {
        var login = new Argument<string>("LOGIN") { Description = "The name the user signs in with." };
        var email = new Option<string?>("--email") { Description = "Where mail goes." };
        var admin = new Option<bool>("--admin") { Description = "May do everything." };
        var add = new Command("add", "Creates an account. Takes the password from standard input, or prints a link to choose one.")
        {
            login, email, admin,
        };
        add.TreatUnmatchedTokensAsErrors = false;
        add.SetAction(async (parsed, cancellationToken) =>
        {
            var user = new User
            {
                Login = Checked(parsed.GetRequiredValue(login)),
                Email = parsed.GetValue(email),
                IsAdmin = parsed.GetValue(admin),
                CreatedAt = TimeProvider.System.GetUtcNow(),
            };
            await AddAsync(user, await ReadPasswordAsync(cancellationToken), parsed, cancellationToken);
            return 0;
        });
        return new Command("user", "Manages accounts.") { add };
    }

    private static string Checked(string login) =>
        login.Length is > 0 and <= MaxLoginLength && login.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? login
            : throw new CommandException($"The login `{login}` is not possible; use 1 to {MaxLoginLength} ASCII letters, digits, `-` and `_`.");

    private static async Task<string?> ReadPasswordAsync(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
            return null;
        var line = await Console.In.ReadLineAsync(cancellationToken);
        if (string.IsNullOrEmpty(line))
            return null;
        return line.Length >= PasswordRules.MinLength ? line : throw new CommandException(PasswordRules.TooShort);
    }

    private static async Task AddAsync(User user, string? password, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
        await RegistryApplication.MigrateAsync(database, cancellationToken);
        await using var db = database.CreateContext();
        if (password is not null)
            user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);
        var secret = TokenSecret.NewSecret();
        if (password is null)
            db.OneTimeLinks.Add(new OneTimeLink { User = user, Hash = TokenSecret.Hash(secret), ExpiresAt = user.CreatedAt + LinkLife });
        else
            db.Users.Add(user);
        await SaveAsync(db, user, cancellationToken);
        await Console.Error.WriteLineAsync($"Created {user.Login}{(user.IsAdmin ? ", an admin" : "")}.");
        if (password is null)
            Console.WriteLine(Link(parsed, secret));
    }

    private static async Task SaveAsync(RegistryDbContext db, User user, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new CommandException($"There is already a user `{user.Login}`.");
        }
    }

    private static string Link(ParseResult parsed, string secret)
    {
        var configuration = RegistryConfiguration.Load(Settings.Of(parsed));
        var address = ListeningAddress.Resolve(configuration.ReadRegistryOptions(), configuration).AbsoluteUri.TrimEnd('/');
        return $"{address}/choose-password/{secret}";
    }
}
