using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Accounts;

/// <summary>What is asked of an account that somebody makes on a page.</summary>
internal static class NewAccount
{
    public static string LoginTaken(string login) => $"There is already an account `{login}`. Choose another login.";

    /// <summary>What is wrong with a login; null when nothing is.</summary>
    public static string? LoginFault(string? login) =>
        LoginRules.IsPossible(login ?? "") ? null : $"This login is not possible. Use {LoginRules.Hint}";

    /// <summary>What is wrong with a mail address; null when nothing is.</summary>
    public static string? EmailFault(string? email) =>
        MailAddress.TryCreate(email, out var address) && address.Address == email ? null : "This is not a mail address. Write it as ada@example.com.";

    /// <summary>What is wrong with a password; null when nothing is.</summary>
    public static string? PasswordFault(string? password) => (password?.Length ?? 0) < PasswordRules.MinLength ? PasswordRules.TooShort : null;

    /// <summary>Saves what was added to <paramref name="db"/>; answers why not in words when the login or the address is taken.</summary>
    public static async Task<string?> SaveAsync(RegistryDbContext db, User user, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken)
        {
            return taken.ConstraintName == AccountLookup.EmailIndex
                ? "Another account has this mail address. Sign in to that one, or use another address."
                : LoginTaken(user.Login);
        }
    }
}
