using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Errors;
using Registry.App.Hosting;
using Registry.App.Ui;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary><c>user role</c>, <c>user disable</c> and <c>user enable</c>.</summary>
internal static class UserRoleVerbs
{
    private static readonly string[] Roles = [.. Enum.GetNames<Role>().Select(role => role.ToLowerInvariant())];

    public static Command RoleCommand()
    {
        var login = new Argument<string>("LOGIN") { Description = "Whose role it is." };
        var role = new Argument<string>("ROLE") { Description = $"One of {string.Join(", ", Roles)}." };
        role.AcceptOnlyFromAmong(Roles);
        var command = new Command("role", "Says what a user may do in the registry as a whole.") { login, role };
        return Set(command, login, async (db, user, parsed, now, cancellationToken) =>
        {
            var wanted = Enum.Parse<Role>(parsed.GetRequiredValue(role), ignoreCase: true);
            await db.SetRoleAsync(user, wanted, AuditActor.CommandLine, now, cancellationToken);
            return $"{user.Login} has the role {wanted.ToString().ToLowerInvariant()} now.";
        });
    }

    public static Command DisableCommand()
    {
        var login = new Argument<string>("LOGIN") { Description = "Who is not to sign in any more." };
        var command = new Command("disable", "Ends a user's sessions, and refuses their password and tokens until `user enable`.") { login };
        return Set(command, login, async (db, user, _, now, cancellationToken) =>
        {
            await db.DisableAsync(user, AuditActor.CommandLine, now, cancellationToken);
            return $"{user.Login} is disabled. What they published stays.";
        });
    }

    public static Command EnableCommand()
    {
        var login = new Argument<string>("LOGIN") { Description = "Who may sign in again." };
        var command = new Command("enable", "Lets a disabled user sign in again, and use the tokens they had.") { login };
        return Set(command, login, (db, user, _, now, _) =>
        {
            db.Enable(user, AuditActor.CommandLine, now);
            return Task.FromResult($"{user.Login} is enabled.");
        });
    }

    /// <param name="command">The verb.</param>
    /// <param name="login">Its argument.</param>
    /// <param name="change">Changes the user, in a transaction; answers what to say.</param>
    private static Command Set(
        Command command, Argument<string> login,
        Func<RegistryDbContext, User, ParseResult, DateTimeOffset, CancellationToken, Task<string>> change)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var user = await UserVerbs.FindAsync(db, parsed.GetRequiredValue(login), cancellationToken);
            var words = await ChangedAsync(change(db, user, parsed, TimeProvider.System.GetUtcNow(), cancellationToken));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await Console.Error.WriteLineAsync(words);
            return 0;
        });
        return command;
    }

    private static async Task<string> ChangedAsync(Task<string> change)
    {
        try
        {
            return await change;
        }
        catch (RefusedException refused)
        {
            throw new CommandException(Words.Sentence(refused.Message));
        }
    }
}
