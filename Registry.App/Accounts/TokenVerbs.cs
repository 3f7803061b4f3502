using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary><c>token create</c>, <c>token list</c> and <c>token revoke</c>.</summary>
internal static class TokenVerbs
{
    public static Command Command() => new("token", "Manages tokens.") { CreateCommand(), ListCommand(), RevokeCommand() };

    private static Command CreateCommand()
    {
        var login = UserOption();
        var name = new Option<string>("--name") { Description = "A label that tells where it is used.", Required = true };
        var scopes = new Option<string[]>("--scope") { Description = "What it may do; may be given several times. Without: everything." };
        var crates = new Option<string[]>("--crate") { Description = "A crate, or a prefix such as tide-*; may be given several times. Without: all." };
        var expires = new Option<string?>("--expires") { Description = "How long it is good for, such as 12h, 30d or 52w. Without: for ever." };
        scopes.AcceptOnlyFromAmong([.. TokenScopes.All]);
        var create = new Command("create", "Makes a token and prints it. It is not shown again.") { login, name, scopes, crates, expires };
        create.TreatUnmatchedTokensAsErrors = false;
        create.SetAction(async (parsed, cancellationToken) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var secret = TokenSecret.NewToken();
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            var user = await UserVerbs.FindAsync(db, parsed.GetRequiredValue(login), cancellationToken);
            db.Tokens.Add(new ApiToken
            {
                UserId = user.Id,
                Name = parsed.GetRequiredValue(name),
                Hash = TokenSecret.Hash(secret),
                Scopes = parsed.GetValue(scopes) ?? [],
                CratePatterns = parsed.GetValue(crates) ?? [],
                CreatedAt = now,
                ExpiresAt = parsed.GetValue(expires) is { } life ? now + Spans.Parse(life, "--expires") : null,
            });
            db.AuditLog.Add(AuditActor.CommandLine.Does(
                AuditActions.CreateToken, now, null, null, ("user", user.Login), ("token", parsed.GetRequiredValue(name)),
                ("scopes", Listed(parsed.GetValue(scopes))), ("crates", Listed(parsed.GetValue(crates)))));
            await db.SaveChangesAsync(cancellationToken);
            Console.WriteLine(secret);
            return 0;
        });
        return create;
    }

    private static Command ListCommand()
    {
        var login = UserOption();
        var list = new Command("list", "Prints a user's tokens, one on each line, with a tab between the columns.") { login };
        list.TreatUnmatchedTokensAsErrors = false;
        list.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            var user = await UserVerbs.FindAsync(db, parsed.GetRequiredValue(login), cancellationToken);
            var tokens = await db.Tokens.AsNoTracking().Where(token => token.UserId == user.Id).OrderBy(token => token.Id).ToListAsync(cancellationToken);
            await Console.Error.WriteLineAsync(tokens.Count == 0 ? $"{user.Login} has no tokens." : TokenLine.Heading);
            var now = TimeProvider.System.GetUtcNow();
            foreach (var token in tokens)
                Console.WriteLine(TokenLine.Of(token, now));
            return 0;
        });
        return list;
    }

    private static Command RevokeCommand()
    {
        var id = new Argument<long>("ID") { Description = "Which one; `token list` tells." };
        var revoke = new Command("revoke", "Makes a token useless from now on.") { id };
        revoke.TreatUnmatchedTokensAsErrors = false;
        revoke.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            var wanted = parsed.GetRequiredValue(id);
            var token = await db.Tokens.Include(token => token.User).SingleOrDefaultAsync(token => token.Id == wanted, cancellationToken)
                ?? throw new CommandException($"There is no token {wanted}; `registry token list --user LOGIN` tells which there are.");
            var now = TimeProvider.System.GetUtcNow();
            if (token.RevokedAt is null)
            {
                token.RevokedAt = now;
                db.AuditLog.Add(AuditActor.CommandLine.Does(
                    AuditActions.RevokeToken, now, null, null, ("user", token.User!.Login), ("token", token.Name),
                    ("token_id", token.Id.ToString(CultureInfo.InvariantCulture))));
            }

            await db.SaveChangesAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"The token {wanted}, `{token.Name}` of {token.User!.Login}, is revoked.");
            return 0;
        });
        return revoke;
    }

    private static string? Listed(string[]? words) => words is { Length: > 0 } ? string.Join(' ', words) : null;

    private static TimeSpan Duration(string text) => Lifetime.TryParse(text, out var lifetime)
        ? lifetime
        : throw new SettingException($"--expires is `{text}`; write a number and h, d or w, such as 30d.");

    private static Option<string> UserOption() => new("--user") { Description = "Whom the token stands for.", Required = true };
}
