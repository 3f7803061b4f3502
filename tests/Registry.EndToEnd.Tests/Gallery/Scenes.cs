using Microsoft.Playwright;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>Every page of the registry.</summary>
internal static class Scenes
{
    public static async Task<IReadOnlyList<Scene>> OfAsync(SampleRegistry sample)
    {
        var job = await sample.QueryAsync<long>("SELECT id FROM background_jobs WHERE last_error IS NOT NULL ORDER BY id LIMIT 1");
        var discarded = await sample.QueryAsync<long>("SELECT job_id FROM background_job_actions WHERE action = 'discard' ORDER BY id LIMIT 1");
        var link = (await sample.RunAsync("user", "password", "marin")).Trim().Split('\n')[0];
        return
        [
            .. Crates,
            new("status-done", $"changes/{sample.Done}"),
            new("status-behind", $"changes/{sample.Behind}"),
            new("status-stopped", $"changes/{sample.Stopped}"),
            new("status-running", $"changes/{sample.Running}"),
            new("status-paused", $"changes/{sample.Paused}"),
            new("status-superseded", $"changes/{sample.Superseded}"),
            new("status-unknown", "changes/0000000000000000000000") { IsFault = true },
            .. Accounts,
            new("choose-password", new Uri(link).AbsolutePath.TrimStart('/')),
            new("invitation", sample.Invitations[0]),
            new("invitation-accepted", sample.Invitations[1]) { First = page => PressAsync(page, "Accept") },
            new("invitation-declined", sample.Invitations[2]) { First = page => PressAsync(page, "Decline") },
            .. Operations,
            .. Acts,
            .. Viewing,
            new("crate-upkeep", "admin/crates/tide-tables", SampleRegistry.Admin),
            new("job", $"admin/jobs/{job}", SampleRegistry.Admin)
            {
                First = page => Expect(page.GetByRole(AriaRole.Button, new() { Name = "Retry now" })).ToBeEnabledAsync(),
            },
            new("job-discarded", $"admin/jobs/{discarded}", SampleRegistry.Admin)
            {
                First = page => Expect(page.GetByRole(AriaRole.Button, new() { Name = "Put back" })).ToBeEnabledAsync(),
            },
        ];
    }

    /// <summary>Pages that have something else to say while there is nothing.</summary>
    public static IEnumerable<Scene> Empty =>
    [
        new("home", "") { IsStatic = true },
        new("search", "search") { IsStatic = true },
        new("me", "me", SampleRegistry.Author),
        new("me-tokens", "me/tokens", SampleRegistry.Author),
        .. Operations,
    ];

    private static IEnumerable<Scene> Crates =>
    [
        new("home", "") { IsStatic = true },
        new("search", "search?q=tide") { IsStatic = true },
        new("search-empty", "search?q=lighthouse-keeper") { IsStatic = true },
        new("crate", "crates/tide-tables") { IsStatic = true },
        new("crate-versions", "crates/tide-tables/versions") { IsStatic = true },
        new("crate-dependencies", "crates/tide-tables/dependencies") { IsStatic = true },
        new("crate-dependents", "crates/knots/dependents") { IsStatic = true },
        new("crate-owners", "crates/tide-tables/owners", SampleRegistry.Author) { IsStatic = true },
        new("crate-version", "crates/tide-tables/0.4.1") { IsStatic = true },
        new("crate-version-yanked", "crates/tide-tables/0.3.0") { IsStatic = true },
        new("crate-version-deleted", "crates/jetsam/0.1.0") { IsFault = true, IsStatic = true },
        new("crate-version-under-way", "crates/swell/0.7.0") { IsStatic = true },
        new("crate-deleted", "crates/flotsam") { IsFault = true, IsStatic = true },
        new("crate-version-behind", "crates/tide-tables/0.4.2") { IsStatic = true },
        new("crate-stopped", "crates/pilot") { IsStatic = true },
        new("crate-stopped-versions", "crates/pilot/versions") { IsStatic = true },
        new("crate-version-stopped", "crates/pilot/0.4.0") { IsStatic = true },
        new("crate-unknown", "crates/no-such-crate") { IsFault = true, IsStatic = true },
    ];

    private static IEnumerable<Scene> Accounts =>
    [
        new("sign-in", "sign-in"),
        new("sign-in-failed", "sign-in") { First = page => SignInAsync(page, SampleRegistry.Author, "not the password") },
        new("sign-in-code", "sign-in") { First = ToCodeAsync },
        new("sign-in-recovery", "sign-in") { First = ToRecoveryAsync },
        new("sign-up", "sign-up"),
        new("forgot-password", "forgot-password"),
        new("confirm-email", "confirm-email/unknown") { IsFault = true },
        new("first-run-over", "first-run/unknown") { IsFault = true },
        new("invitation-over", "invitations/unknown") { IsFault = true },
        new("me", "me", SampleRegistry.Author),
        new("me-failed", "me?show=failed", SampleRegistry.Author),
        new("me-tokens", "me/tokens", SampleRegistry.Author),
        new("me-settings", "me/settings", SampleRegistry.Author),
        new("me-settings-codes", "me/settings", SampleRegistry.Author) { First = SetUpCodesAsync },
        new("welcome", "welcome", SampleRegistry.Author),
        new("not-for-you", "admin", SampleRegistry.Author) { IsFault = true },
        new("not-found", "nothing/here") { IsFault = true },
    ];

    private static IEnumerable<Scene> Operations =>
    [
        new("overview", "admin", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("jobs", "admin/jobs", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("jobs-done", "admin/jobs?q=state:done", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("jobs-none", "admin/jobs?q=state:stopped", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("failures", "admin/failures", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("queues", "admin/queues", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("monitor", "admin/monitor", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("index", "admin/index", SampleRegistry.Admin) { First = UntilLiveAsync },
        new("crates", "admin/crates?q=tid", SampleRegistry.Admin),
        new("settings", "admin/settings", SampleRegistry.Admin),
        new("users", "admin/users", SampleRegistry.Admin),
        new("users-none", "admin/users?q=lighthouse-keeper", SampleRegistry.Admin),
        new("user", $"admin/users/{SampleRegistry.Author}", SampleRegistry.Admin),
        new("audit", "admin/audit", SampleRegistry.Admin),
        new("audit-none", "admin/audit?user=lighthouse-keeper", SampleRegistry.Admin),
    ];

    /// <summary>What asks before anything is done.</summary>
    private static IEnumerable<Scene> Acts =>
    [
        new("jobs-plan", "admin/jobs", SampleRegistry.Admin) { First = PlanAsync },
        new("queues-pause", "admin/queues", SampleRegistry.Admin)
        {
            First = async page =>
            {
                await UntilLiveAsync(page);
                await PressAsync(page, "Pause… git");
                await Expect(page.GetByLabel("Why? Authors see it.")).ToBeFocusedAsync();
            },
        },
        new("keys", "admin/queues", SampleRegistry.Admin)
        {
            First = async page =>
            {
                await UntilLiveAsync(page);
                await PressAsync(page, "Keyboard");
                await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            },
        },
    ];

    /// <summary>What operators see, for somebody who may only look.</summary>
    private static IEnumerable<Scene> Viewing =>
    [
        new("jobs-viewer", "admin/jobs", SampleRegistry.Viewer) { First = UntilLiveAsync },
        new("failures-viewer", "admin/failures", SampleRegistry.Viewer) { First = UntilLiveAsync },
        new("queues-viewer", "admin/queues", SampleRegistry.Viewer) { First = UntilLiveAsync },
        new("users-viewer", "admin/users", SampleRegistry.Viewer) { IsFault = true },
    ];

    private static Task PressAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static async Task PlanAsync(IPage page)
    {
        await UntilLiveAsync(page);
        await page.Locator("[data-job] input").First.CheckAsync();
        await PressAsync(page, "Discard…");
        await Expect(page.Locator(".plan h2")).ToBeVisibleAsync();
    }

    /// <summary>Whether it is another document or the same one with other contents: of the latter no load is told.</summary>
    private static async Task ArriveAsync(IPage page, string address)
    {
        await page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
    }

    private static async Task SetUpCodesAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up codes" }).ClickAsync();
        await ArriveAsync(page, "**/me/settings/codes");
    }

    private static async Task ToCodeAsync(IPage page)
    {
        await SignInAsync(page, SampleRegistry.Careful, SampleRegistry.Password);
        await ArriveAsync(page, "**/sign-in/code*");
    }

    private static async Task ToRecoveryAsync(IPage page)
    {
        await ToCodeAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
        await ArriveAsync(page, "**/sign-in/recovery*");
    }

    private static Task UntilLiveAsync(IPage page) =>
        Expect(page.Locator(".ops-title .chip", new() { HasText = "Live" })).ToBeVisibleAsync();
}
