using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.App.RateLimits;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary><c>user add</c> and <c>user password</c>; the others have classes of their own.</summary>
internal static class UserVerbs
{
    public static Command Command() => new("user", "Manages accounts.")
    {
        AddCommand(), PasswordCommand(), UserRoleVerbs.RoleCommand(), UserRoleVerbs.DisableCommand(), UserRoleVerbs.EnableCommand(),
        UserListVerb.Command(), UserLimitsVerb.Command(),
    };

    /// <exception cref="CommandException">There is no such user.</exception>
    public static async Task<User> FindAsync(RegistryDbContext db, string login, CancellationToken cancellationToken) =>
        await db.FindUserAsync(login, cancellationToken)
            ?? throw new CommandException($"There is no user `{login}`; create it with `registry user add {login}`.");

    private static Command AddCommand()
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
                Role = parsed.GetValue(admin) ? Role.Admin : Role.Author,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            };
            var password = await ReadPasswordAsync(cancellationToken);
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            db.Users.Add(user);
            db.AuditLog.Add(AuditActor.CommandLine.Does(
                AuditActions.AddUser, user.CreatedAt, null, null, ("user", user.Login), ("admin", user.IsAdmin ? "true" : null)));
            await GiveAsync(db, user, password, parsed, $"Created {user.Login}{(user.IsAdmin ? ", an admin" : "")}.", cancellationToken);
            return 0;
        });
        return add;
    }

    private static Command PasswordCommand()
    {
        var login = new Argument<string>("LOGIN") { Description = "Whose password it is." };
        var command = new Command("password", "Sets a password from standard input, or prints a new link to choose one; earlier links end.") { login };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var password = await ReadPasswordAsync(cancellationToken);
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            var user = await FindAsync(db, parsed.GetRequiredValue(login), cancellationToken);
            var words = password is null
                ? $"A new link for {user.Login}; it is good for three days, and earlier ones are not good any more."
                : $"The password of {user.Login} is set.";
            await GiveAsync(db, user, password, parsed, words, cancellationToken);
            return 0;
        });
        return command;
    }

    private static string Checked(string login) =>
        LoginRules.IsPossible(login) ? login : throw new CommandException($"The login `{login}` is not possible; use {LoginRules.Sentence}.");

    private static async Task<string?> ReadPasswordAsync(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
            return null;
        var line = await Console.In.ReadLineAsync(cancellationToken);
        if (string.IsNullOrEmpty(line))
            return null;
        return line.Length >= PasswordRules.MinLength ? line : throw new CommandException(PasswordRules.TooShort);
    }

    /// <summary>Saves the user with the password, or with a link to choose one, which is printed.</summary>
    private static async Task GiveAsync(
        RegistryDbContext db, User user, string? password, ParseResult parsed, string words, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        string? secret = null;
        if (password is null)
            secret = await PasswordLinks.AddAsync(db, user, AuditActor.CommandLine, now, cancellationToken);
        else
            await PasswordLinks.SetPasswordAsync(db, user, password, AuditActor.CommandLine, now, cancellationToken);
        await SaveAsync(db, user, cancellationToken);
        await Console.Error.WriteLineAsync(words);
        if (secret is not null)
            Console.WriteLine(Link(parsed, secret));
    }

    private static async Task SaveAsync(RegistryDbContext db, User user, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken)
        {
            throw new CommandException(taken.ConstraintName == AccountLookup.EmailIndex
                ? $"There is already a user with the address {user.Email}."
                : $"There is already a user `{user.Login}`.");
        }
    }

    private static string Link(ParseResult parsed, string secret)
    {
        var configuration = RegistryConfiguration.Load(Settings.Of(parsed));
        var address = ListeningAddress.Resolve(configuration.ReadRegistryOptions(), configuration).AbsoluteUri.TrimEnd('/');
        return $"{address}/choose-password/{secret}";
    }
}
