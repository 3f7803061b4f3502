using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Teams;

/// <summary><c>team add|join|leave|list</c>: users with a name together, which cargo calls <c>team:NAME</c>.</summary>
internal static class TeamVerbs
{
    private const int MaxNameLength = 39;

    private static readonly Argument<string> Name = new("TEAM") { Description = "The name of the team." };
    private static readonly Argument<string> Login = new("LOGIN") { Description = "The user." };

    public static Command Command() => new("team", "Manages teams of users, which may own crates.")
    {
        Verb("add", "Creates a team.", [Name], AddAsync),
        Verb("join", "Puts a user into a team.", [Name, Login], JoinAsync),
        Verb("leave", "Takes a user out of a team.", [Name, Login], LeaveAsync),
        Verb("list", "Lists the teams and who is in them.", [], ListAsync),
    };

    private static async Task AddAsync(ParseResult parsed, RegistryDbContext db, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        if (name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new CommandException($"The name `{name}` is not possible; use 1 to {MaxNameLength} ASCII letters, digits, `-` and `_`.");
        var now = TimeProvider.System.GetUtcNow();
        db.Teams.Add(new Team { Name = name, CreatedAt = now });
        db.AuditLog.Add(AuditActor.CommandLine.Does(AuditActions.AddTeam, now, null, null, ("team", name)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new CommandException($"There is already a team `{name}`.");
        }

        await Console.Error.WriteLineAsync($"Created the team {name}. Owners make it one with `cargo owner --add team:{name}`.");
    }

    private static async Task JoinAsync(ParseResult parsed, RegistryDbContext db, CancellationToken cancellationToken)
    {
        var (team, user) = await FindAsync(parsed, db, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        if (team.Members.All(member => member.UserId != user.Id))
        {
            team.Members.Add(new TeamMember { TeamId = team.Id, UserId = user.Id, AddedAt = now });
            db.AuditLog.Add(AuditActor.CommandLine.Does(AuditActions.JoinTeam, now, null, null, ("team", team.Name), ("user", user.Login)));
        }

        await db.SaveChangesAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"{user.Login} is in the team {team.Name}.");
    }

    private static async Task LeaveAsync(ParseResult parsed, RegistryDbContext db, CancellationToken cancellationToken)
    {
        var (team, user) = await FindAsync(parsed, db, cancellationToken);
        if (team.Members.FirstOrDefault(member => member.UserId == user.Id) is { } membership)
        {
            team.Members.Remove(membership);
            db.AuditLog.Add(AuditActor.CommandLine.Does(
                AuditActions.LeaveTeam, TimeProvider.System.GetUtcNow(), null, null, ("team", team.Name), ("user", user.Login)));
            await db.SaveChangesAsync(cancellationToken);
        }

        await Console.Error.WriteLineAsync($"{user.Login} is not in the team {team.Name}.");
    }

    private static async Task ListAsync(ParseResult parsed, RegistryDbContext db, CancellationToken cancellationToken)
    {
        var teams = await db.Teams.OrderBy(team => team.Name)
            .Select(team => new { team.Name, Members = team.Members.Select(member => member.User!.Login).OrderBy(login => login).ToList() })
            .ToListAsync(cancellationToken);
        foreach (var team in teams)
            Console.WriteLine($"{team.Name}\t{string.Join(' ', team.Members)}");
    }

    private static async Task<(Team Team, User User)> FindAsync(ParseResult parsed, RegistryDbContext db, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(Name);
        var team = await db.FindTeamAsync(name, cancellationToken)
            ?? throw new CommandException($"There is no team `{name}`; create it with `registry team add {name}`.");
        return (team, await UserVerbs.FindAsync(db, parsed.GetRequiredValue(Login), cancellationToken));
    }

    private static Command Verb(
        string name, string description, Argument<string>[] arguments, Func<ParseResult, RegistryDbContext, CancellationToken, Task> run)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        foreach (var argument in arguments)
            command.Add(argument);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            await run(parsed, db, cancellationToken);
            return 0;
        });
        return command;
    }
}
