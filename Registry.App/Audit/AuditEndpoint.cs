using System.Globalization;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Errors;

namespace Registry.App.Audit;

/// <summary>Who did what, for admins, the newest first.</summary>
internal static class AuditEndpoint
{
    private const int DefaultPerPage = 100;
    private const int MaxPerPage = 1000;

    public static void MapAudit(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/audit", async ([AsParameters] AuditQuery query, HttpContext context, AuditReader log) =>
        {
            Caller.Of(context).RequireAdmin();
            var page = await log.ReadAsync(query.Filter(), query.After(), query.Count(), context.RequestAborted);
            return Results.Json(new AuditAnswer(page.Lines, new(page.Next?.ToString())), AuditLine.Json);
        }).RequireAuthorization().WithSummary("Who did what, the newest first. For admins.").Produces<AuditAnswer>().Refuses(400, 403);

    /// <summary><c>?user=ada&amp;crate=tide&amp;action=yank&amp;since=2026-11-01T00:00:00Z&amp;per_page=100&amp;before=…</c>.</summary>
    internal sealed record AuditQuery(
        string? User, string? Crate, string? Action, string? Since, string? Before,
        [property: Microsoft.AspNetCore.Mvc.FromQuery(Name = "per_page")] string? PerPage)
    {
        public AuditFilter Filter() => new()
        {
            User = Checked(User, "user"),
            Crate = Checked(Crate, "crate"),
            Action = Checked(Action, "action"),
            Since = Time(),
        };

        public AuditCursor? After() => Before is null
            ? null
            : AuditCursor.Parse(Before) ?? throw Invalid("`before` must be what the page before has as `next`");

        public int Count() => PerPage is null ? DefaultPerPage
            : int.TryParse(PerPage, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxPerPage ? count
            : throw Invalid($"`per_page` must be a number from 1 to {MaxPerPage}");

        private DateTimeOffset? Time() => string.IsNullOrEmpty(Since) ? null
            : DateTimeOffset.TryParse(Since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw Invalid("`since` must be a time such as 2026-11-23T00:00:00Z");

        private static string? Checked(string? text, string name) =>
            text?.Any(char.IsControl) == true ? throw Invalid($"`{name}` contains a control character") : string.IsNullOrWhiteSpace(text) ? null : text.Trim();

        private static RefusedException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);
    }

    private sealed record AuditAnswer(IReadOnlyList<AuditLine> Entries, NextPage Meta);

    private sealed record NextPage(string? Next);
}
