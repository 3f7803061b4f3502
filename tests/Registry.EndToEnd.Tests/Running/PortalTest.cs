using Microsoft.Playwright;
using Npgsql;
using Registry.Data.Accounts;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>A registry within the test process whose pages for operators and admins are opened by people of different roles.</summary>
public abstract class PortalTest(PostgresFixture postgres, Browser browser) : IAsyncLifetime
{
    protected const string Password = "a long enough password";

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected RegistryServer Server { get; private set; } = null!;

    /// <summary>Who has an account.</summary>
    protected abstract IReadOnlyList<(string Login, Role Role)> People { get; }

    protected virtual string[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        Server = await RegistryServer.StartAsync(postgres, Settings);
        foreach (var (login, role) in People)
            await Server.CreateUserAsync(login, Password, role);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
    }

    /// <summary>Signs in, and opens a page.</summary>
    private protected async Task<Visit> OpenAsync(string login, string path, BrowserNewContextOptions? options = null)
    {
        var visit = await browser.OpenAsync(new Uri(Server.Url, "sign-in"), options);
        await Visit.SignInAsync(visit.Page, login, Password);
        await visit.Page.WaitForURLAsync("**/me");
        await visit.Page.GotoAsync(new Uri(Server.Url, path).AbsoluteUri);
        return visit;
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    protected async Task<object?> QueryAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
