using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>The pages of operators, in a browser, as operators, viewers and keyboards use them.</summary>
public sealed class OperatorPageTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    private static readonly string[] Paths =
        ["admin", "admin/jobs", "admin/jobs?q=state:retrying", "admin/failures", "admin/queues"];

    protected override IReadOnlyList<(string Login, Role Role)> People =>
        [("author", Role.Author), ("viewer", Role.Viewer), ("operator", Role.Operator)];

    [Fact]
    public async Task An_operator_finds_37_failed_jobs_by_their_error_and_retries_them_all()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin/failures");
        var group = visit.Page.Locator(".failures > li").Filter(new() { HasText = "the remote index moved" });
        await Expect(group).ToContainTextAsync("37 jobs");

        await group.GetByRole(AriaRole.Link, new() { Name = "See them" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-job]")).ToHaveCountAsync(37);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "or all 37 that match" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Retry now" }).ClickAsync();
        await Expect(visit.Page.Locator(".plan")).ToContainTextAsync("37 update_git_index");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Retry 37 jobs" }).ClickAsync();

        await Expect(visit.Page.Locator("p.note", new() { HasText = "37 jobs are tried now." })).ToBeVisibleAsync();
        Assert.Equal(37L, await QueryAsync("SELECT count(*) FROM background_jobs WHERE state = 'ready' AND last_error LIKE '%moved%'"));
        Assert.Equal(3L, await QueryAsync("SELECT count(*) FROM background_jobs WHERE state <> 'ready'"));
        Assert.Equal(37L, await QueryAsync("SELECT count(*) FROM background_job_actions WHERE actor = 'operator' AND action = 'retry'"));

        // The rows stay where they are read.
        await Expect(visit.Page.Locator("[data-job]")).ToHaveCountAsync(37);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task All_of_a_group_are_discarded_only_with_a_reason_and_their_number_typed()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin/jobs?q=error:moved");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "or all 37 that match" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard…" }).ClickAsync();
        var confirm = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard 37 jobs" });
        await Expect(confirm).ToBeDisabledAsync();
        await visit.Page.GetByLabel("Why? It is kept, and authors see it.").FillAsync("the remote is gone for good");
        await Expect(confirm).ToBeDisabledAsync();
        await visit.Page.GetByLabel("Type 37 to confirm").FillAsync("37");

        // What comes to match after it was shown how many there are is not among them.
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, arguments, state, attempts, run_at, last_error)
            SELECT 'git', 'update_git_index', '{}', 'scheduled', 1, now() + interval '1 hour', 'the remote index moved' FROM generate_series(1, 4)
            """);
        await confirm.ClickAsync();

        await Expect(visit.Page.Locator("p.note", new() { HasText = "37 jobs are discarded." })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".chip", new() { HasText = "Discarded" })).ToHaveCountAsync(37);
        Assert.Equal(4L, await QueryAsync("SELECT count(*) FROM background_jobs WHERE last_error LIKE '%moved%'"));

        // It can be taken back, one by one.
        await visit.Page.Locator("[data-job-link]").First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Put back" }).ClickAsync();
        await Expect(visit.Page.Locator("p.note", new() { HasText = "It is put back." })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".ops-title .chip")).ToHaveTextAsync("Waiting");
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Who_watches_a_publish_sees_at_once_why_an_operator_stopped_it_and_that_it_is_taken_up_again()
    {
        var token = await Server.CreateTokenAsync("author");
        using var response = await Server.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        await using var author = await OpenAsync("author", $"changes/{await QueryAsync("SELECT public_id FROM index_changes")}");
        await Expect(author.Chip).ToHaveTextAsync("Waiting");
        await author.UntilLiveAsync();
        await author.Page.EvaluateAsync("window.openedOnce = true");

        await using var visit = await OpenAsync("operator", new Uri(author.Page.Url).AbsolutePath.TrimStart('/'));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open job" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard…" }).ClickAsync();
        await visit.Page.GetByLabel("Why? It is kept, and authors see it.").FillAsync("the name is under review");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard 1 job" }).ClickAsync();

        await Expect(author.Chip).ToHaveTextAsync("Stopped");
        await Expect(author.Page.Locator(".note")).ToContainTextAsync("The operators have stopped it: “the name is under review”");
        await author.AssertAccessibleAsync();

        await visit.Page.GotoAsync(author.Page.Url);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Take it up again" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Resync" }).ClickAsync();
        await Expect(author.Chip).ToHaveTextAsync("Waiting");
        await using var worker = await Server.StartWorkerAsync();
        await Expect(author.Chip).ToHaveTextAsync("Usable");
        await Expect(author.Say).ToContainTextAsync("Nothing is left to do.");
        Assert.True(await author.Page.EvaluateAsync<bool>("window.openedOnce === true"));
        Assert.Empty(author.Errors);
    }

    [Fact]
    public async Task A_viewer_sees_what_operators_see_and_can_do_nothing()
    {
        await FailAsync();
        await using var visit = await OpenAsync("viewer", "admin/jobs");
        await visit.Page.Locator("[data-job] input").First.ClickAsync();
        await Expect(visit.Page.GetByText("1 selected")).ToBeVisibleAsync();
        foreach (var name in new[] { "Retry now", "Run later…", "Discard…" })
        {
            var button = visit.Page.GetByRole(AriaRole.Button, new() { Name = name });
            await Expect(button).ToBeDisabledAsync();
            await Expect(button).ToHaveAccessibleDescriptionAsync("You can look at jobs. Acting on them takes the role operator; ask an admin of this registry.");
        }
    }

    [Fact]
    public async Task Authors_are_told_that_it_is_not_for_them_and_strangers_are_asked_to_sign_in()
    {
        using var stranger = new BrowserClient(Server.Url);
        using var author = new BrowserClient(Server.Url);
        await author.SignInAsync("author", Password, Cancelled);
        foreach (var path in Paths.Append("admin/jobs/1"))
        {
            using var asked = await stranger.GetAsync($"/{path}", Cancelled);
            using var refused = await author.GetAsync($"/{path}", Cancelled);
            Assert.Equal("/sign-in", asked.Headers.Location?.AbsolutePath);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("Your account may not do this.", await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_keyboard_is_enough()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin");
        var keys = visit.Page.Keyboard;
        await UntilLiveAsync(visit);
        await keys.PressAsync("g");
        await keys.PressAsync("j");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Jobs");
        await UntilLiveAsync(visit);

        await keys.PressAsync("/");
        await Expect(visit.Page.GetByLabel("Add a filter")).ToBeFocusedAsync();
        await keys.TypeAsync("error:moved");
        await keys.PressAsync("Enter");
        await Expect(visit.Page.Locator("[data-job]")).ToHaveCountAsync(37);
        await Expect(visit.Page.Locator(".token")).ToHaveTextAsync("error:moved ×");
        await UntilLiveAsync(visit);

        await visit.Page.Locator("h1").FocusAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("x");
        await Expect(visit.Page.GetByText("1 selected")).ToBeVisibleAsync();
        await keys.PressAsync("j");
        await keys.PressAsync("j");
        await keys.PressAsync("Shift+X");
        await Expect(visit.Page.GetByText("3 selected")).ToBeVisibleAsync();
        await keys.PressAsync("r");
        await Expect(visit.Page.Locator(".plan h2")).ToHaveTextAsync("Retry 3 jobs?");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(visit.Page.Locator("p.note", new() { HasText = "3 jobs are tried now." })).ToBeVisibleAsync();

        await keys.PressAsync("?");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await visit.Page.GetByLabel("Use single keys in this browser").UncheckAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("?");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task New_jobs_wait_behind_a_button_and_what_is_read_stays()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin/jobs");
        await UntilLiveAsync(visit);
        var first = visit.Page.Locator("[data-job-link]").First;
        var id = await first.InnerTextAsync();
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, key, arguments) SELECT 'git', 'update_git_index', 'crate:1', '{}' FROM generate_series(1, 2)");

        var newer = visit.Page.GetByRole(AriaRole.Button, new() { Name = "2 new — show" });
        await Expect(newer).ToBeVisibleAsync();
        await Expect(first).ToHaveTextAsync(id);
        await ExecuteAsync($"DELETE FROM background_jobs WHERE id = {id}");
        await Expect(visit.Page.Locator("[data-job]").First).ToContainTextAsync("Discarded");

        await newer.ClickAsync();
        await Expect(first).Not.ToHaveTextAsync(id);
    }

    [Fact]
    public async Task The_page_of_a_job_has_its_attempts_and_what_it_is_about()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin/jobs?q=state:stopped");
        await visit.Page.Locator("[data-job-link]").First.ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("tide-tables");
        await Expect(visit.Page.Locator(".attempts > li")).ToHaveCountAsync(2);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "publish 0.4.2" })).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Retry now" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Retry 1 job" }).ClickAsync();
        await Expect(visit.Page.Locator("p.note", new() { HasText = "It is tried now." })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("had it tried at once")).ToBeVisibleAsync();
        await visit.InspectAsync();
    }

    [Fact]
    public async Task A_queue_is_paused_with_a_reason_that_everybody_reads_and_resumed()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin/queues");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause… git" }).ClickAsync();
        await visit.Page.GetByLabel("Why? Authors see it.").FillAsync("the git host moves");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause git" }).ClickAsync();
        await Expect(visit.Page.GetByText("git is paused.").First).ToBeVisibleAsync();
        await visit.InspectAsync();

        await visit.Page.GotoAsync(new Uri(Server.Url, "admin/jobs").AbsoluteUri);
        await Expect(visit.Page.GetByText("is paused by operator: the git host moves")).ToBeVisibleAsync();
        var job = await QueryAsync("SELECT min(id) FROM background_jobs WHERE queue = 'git'");
        foreach (var path in new[] { "admin/failures", "admin/crates/tide-tables", $"admin/jobs/{job}" })
        {
            await visit.Page.GotoAsync(new Uri(Server.Url, path).AbsoluteUri);
            await Expect(visit.Page.Locator("[data-queue-hold]", new() { HasText = "The queue git is paused by operator: the git host moves" })).ToBeVisibleAsync();
        }

        await visit.Page.GotoAsync(new Uri(Server.Url, "admin/queues").AbsoluteUri);
        await UntilLiveAsync(visit);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Resume git" }).ClickAsync();
        await Expect(visit.Page.GetByText("git goes on.").First).ToBeVisibleAsync();
    }

    private static Task UntilLiveAsync(Visit visit) => Expect(visit.Page.Locator(".ops-title .chip", new() { HasText = "Live" })).ToBeVisibleAsync();

    /// <summary>A publish that waits, 37 jobs that the remote rejected, two that have failed of something else, and one that has stopped.</summary>
    private async Task FailAsync()
    {
        var token = await Server.CreateTokenAsync("author");
        using var response = await Server.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        Assert.True(response.IsSuccessStatusCode);
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, key, arguments, state, attempts, failures, run_at, created_at, last_error)
            SELECT 'git', 'update_git_index', 'crate:' || (SELECT id FROM crates), '{"crateId": 1}', 'scheduled', 3, 3, now() + interval '20 minutes',
                   now() - n * interval '1 minute', 'push ' || n || ' rejected: the remote index moved (non-fast-forward) at 0a1b2c3d' || n
            FROM generate_series(1, 37) AS n;
            INSERT INTO background_jobs (queue, kind, key, arguments, state, attempts, failures, run_at, created_at, last_error)
            SELECT 'default', 'verify_crate', 'crate:' || (SELECT id FROM crates), '{"crateId": 1}', 'scheduled', n, n, now() + interval '5 minutes',
                   now() - interval '3 hours', 'could not resolve host index.internal'
            FROM generate_series(1, 2) AS n;
            INSERT INTO background_jobs (queue, kind, key, arguments, state, attempts, failures, created_at, last_error)
            VALUES ('git', 'squash_git_index', 'crate:' || (SELECT id FROM crates), '{"crateId": 1}', 'dead', 2, 2, now() - interval '1 day', 'disk full');
            INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, finished_at, worker, outcome, error, stack)
            SELECT j.id, j.queue, j.kind, j.key, n, now() - n * interval '10 minutes', now() - n * interval '10 minutes' + interval '2 seconds',
                   'harbour-1/git', CASE n WHEN 2 THEN 'stopped' ELSE 'failed' END, 'disk full', 'at Registry.Git.Write()'
            FROM background_jobs j, generate_series(1, 2) AS n WHERE j.state = 'dead';
            INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, finished_at, worker, outcome)
            SELECT 0, 'sparse', 'update_sparse_index', 'crate:1', 1, now(), now() - n * n * interval '11 seconds', 'harbour-1/sparse',
                   CASE WHEN n % 9 = 0 THEN 'failed' ELSE 'done' END
            FROM generate_series(1, 64) AS n
            """);
    }
}
