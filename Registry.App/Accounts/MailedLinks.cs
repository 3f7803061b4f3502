using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Jobs.Mail;
using Registry.Jobs.Queue;

namespace Registry.App.Accounts;

/// <summary>What a confirmation has come to.</summary>
/// <param name="Email">The address.</param>
/// <param name="Fault">Why it is not that of the account; null when it is.</param>
internal sealed record ConfirmedEmail(string Email, string? Fault);

/// <summary>Links that come by mail: to choose a password, and to confirm an address. A job makes their secrets and sends them.</summary>
internal sealed class MailedLinks(IDbContextFactory<RegistryDbContext> databases, JobQueue queue, TimeProvider time)
{
    private const int MaxAnHour = 3;

    private static readonly TimeSpan PasswordLife = TimeSpan.FromHours(2);
    private static readonly TimeSpan ConfirmationLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan SignUpLife = TimeSpan.FromDays(3);

    /// <summary>Mails a link to choose a password to whoever has this login or address; nobody is told whether there is such an account.</summary>
    public async Task AskForPasswordAsync(string loginOrEmail, CancellationToken cancellationToken)
    {
        var wanted = loginOrEmail.Trim().ToLowerInvariant();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = db.Users.Where(user => user.DisabledAt == null && user.Email != null);
        var user = await (wanted.Contains('@', StringComparison.Ordinal)
            ? users.SingleOrDefaultAsync(user => user.NormalizedEmail == wanted, cancellationToken)
            : users.SingleOrDefaultAsync(user => user.NormalizedUserName == wanted, cancellationToken));
        if (user is not null && !await IsTooOftenAsync(db, user.Id, LinkPurpose.ChoosePassword, cancellationToken))
            await SendAsync(db, user, LinkPurpose.ChoosePassword, user.Email!, PasswordLife, cancellationToken);
    }

    /// <summary>Mails a link to confirm an address, which is the account's from then on. False when that was asked too often.</summary>
    public async Task<bool> AskToConfirmAsync(long userId, string email, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await IsTooOftenAsync(db, userId, LinkPurpose.ConfirmEmail, cancellationToken))
            return false;
        var user = await db.Users.SingleAsync(user => user.Id == userId, cancellationToken);
        await SendAsync(db, user, LinkPurpose.ConfirmEmail, email, ConfirmationLife, cancellationToken);
        return true;
    }

    /// <summary>Makes an account without a password, and mails the link to choose one; answers why not when it cannot be.</summary>
    public async Task<string?> SignUpAsync(string login, string email, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var user = new User { Login = login, Email = email, CreatedAt = time.GetUtcNow() };
        db.Users.Add(user);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await NewAccount.SaveAsync(db, user, cancellationToken) is { } fault)
            return fault;
        db.AuditLog.Add(AuditActor.InBrowser(user.Id, login).Does(AuditActions.AddUser, user.CreatedAt, null, null, ("user", login), ("by", "sign-up")));
        await EnqueueAsync(db, transaction, user, LinkPurpose.ChoosePassword, email, SignUpLife, cancellationToken);
        return null;
    }

    /// <summary>Mails a link to choose a password that an admin wants the user to have: in the transaction of <paramref name="db"/>, once it is committed.</summary>
    public async Task SendPasswordLinkAsync(RegistryDbContext db, User user, AuditActor actor, CancellationToken cancellationToken)
    {
        db.AuditLog.Add(actor.Does(AuditActions.MakePasswordLink, time.GetUtcNow(), null, null, ("user", user.Login), ("by", "mail")));
        await AddAsync(db, user, LinkPurpose.ChoosePassword, user.Email!, SignUpLife, cancellationToken);
    }

    /// <summary>The address that a link confirms; null when the link is not good.</summary>
    public async Task<string?> FindConfirmationAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Confirmations(db, secret).Select(link => link.Email).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Makes the address the account's, and uses the link up. Null when the link is not good.</summary>
    public async Task<ConfirmedEmail?> ConfirmAsync(string secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = Confirmations(db, secret);
        var link = await found.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (link is not { Email: { } email, UserId: { } userId }
            || await found.ExecuteUpdateAsync(set => set.SetProperty(used => used.ExpiresAt, now), cancellationToken) == 0)
        {
            return null;
        }

        var user = await db.Users.SingleAsync(user => user.Id == userId, cancellationToken);
        user.Email = email;
        user.EmailConfirmed = true;
        db.AuditLog.Add(AuditActor.ByLink(user.Id, user.Login).Does(AuditActions.ConfirmEmail, now, null, null, ("user", user.Login), ("email", email)));
        if (await NewAccount.SaveAsync(db, user, cancellationToken) is { } fault)
            return new ConfirmedEmail(email, fault);
        await transaction.CommitAsync(cancellationToken);
        return new ConfirmedEmail(email, Fault: null);
    }

    /// <summary>The address that waits for the user to open the link; null when none does.</summary>
    public async Task<string?> FindPendingAsync(long userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.OneTimeLinks
            .Where(link => link.UserId == userId && link.Purpose == LinkPurpose.ConfirmEmail && link.ExpiresAt > now)
            .OrderByDescending(link => link.Id).Select(link => link.Email).FirstOrDefaultAsync(cancellationToken);
    }

    private IQueryable<OneTimeLink> Confirmations(RegistryDbContext db, string secret)
    {
        var (hash, now) = (TokenSecret.Hash(secret), time.GetUtcNow());
        return db.OneTimeLinks.Where(link => link.Purpose == LinkPurpose.ConfirmEmail && link.Hash == hash && link.ExpiresAt > now);
    }

    /// <summary>Or else anybody could fill somebody's mailbox.</summary>
    private async Task<bool> IsTooOftenAsync(RegistryDbContext db, long userId, LinkPurpose purpose, CancellationToken cancellationToken)
    {
        var hourAgo = time.GetUtcNow() - TimeSpan.FromHours(1);
        return await db.OneTimeLinks.CountAsync(
            link => link.UserId == userId && link.Purpose == purpose && link.Email != null && link.CreatedAt > hourAgo, cancellationToken) >= MaxAnHour;
    }

    private async Task SendAsync(
        RegistryDbContext db, User user, LinkPurpose purpose, string email, TimeSpan life, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await EnqueueAsync(db, transaction, user, purpose, email, life, cancellationToken);
    }

    private async Task EnqueueAsync(
        RegistryDbContext db, IDbContextTransaction transaction, User user, LinkPurpose purpose, string email, TimeSpan life,
        CancellationToken cancellationToken)
    {
        await AddAsync(db, user, purpose, email, life, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(MailJobs.MailLink);
    }

    private async Task AddAsync(
        RegistryDbContext db, User user, LinkPurpose purpose, string email, TimeSpan life, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var link = new OneTimeLink { Purpose = purpose, User = user, Email = email, CreatedAt = now, ExpiresAt = now + life };
        db.OneTimeLinks.Add(link);
        await db.SaveChangesAsync(cancellationToken);
        await queue.EnqueueAsync(db.Database.CurrentTransaction!.GetDbTransaction(), MailJobs.MailLink, new MailLink(link.Id), cancellationToken);
    }
}
