using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Jobs.Monitoring.Paging;

namespace Registry.App.Admin.Monitor;

/// <summary>What a receiver said to a test page.</summary>
/// <param name="Channel">The way it went.</param>
/// <param name="Error">Why it was not taken; null when it was.</param>
public sealed record TestPageAnswer(string Channel, string? Error);

/// <summary>Sends test pages for people.</summary>
internal interface ITestPages
{
    /// <exception cref="RefusedException">The caller is no operator.</exception>
    Task<IReadOnlyList<TestPageAnswer>> SendAsync(Caller caller, CancellationToken cancellationToken);
}

/// <summary>Asks for the role each time: a page may have been open since before somebody lost it.</summary>
internal sealed class TestPages(TestPage page, IDbContextFactory<RegistryDbContext> databases, PresentRights rights, TimeProvider time) : ITestPages
{
    public async Task<IReadOnlyList<TestPageAnswer>> SendAsync(Caller caller, CancellationToken cancellationToken)
    {
        await rights.RequireAsync(caller, Role.Operator, cancellationToken);
        var answers = (await page.SendAsync(cancellationToken)).Select(answer => new TestPageAnswer(answer.Channel, answer.Error)).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.AuditLog.Add(caller.Actor.Does(
            AuditActions.SendTestPage, time.GetUtcNow(), null, null,
            [.. answers.Select(answer => (answer.Channel, (string?)(answer.Error is null ? "taken" : "not taken")))]));
        await db.SaveChangesAsync(cancellationToken);
        return answers;
    }
}
