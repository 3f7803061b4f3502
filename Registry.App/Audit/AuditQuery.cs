using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Registry.App.Errors;

namespace Registry.App.Audit;

/// <summary><c>?user=ada&amp;crate=tide&amp;action=yank&amp;since=2026-11-01T00:00:00Z&amp;per_page=100&amp;before=…</c>.</summary>
internal sealed record AuditQuery
{
    private const int DefaultPerPage = 100;
    private const int MaxPerPage = 1000;

    public string? User { get; init; }

    public string? Crate { get; init; }

    public string? Action { get; init; }

    public string? Since { get; init; }

    public string? Before { get; init; }

    [FromQuery(Name = "per_page")]
    public string? PerPage { get; init; }

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
