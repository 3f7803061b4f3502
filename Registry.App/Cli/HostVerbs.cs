using System.CommandLine;
using Registry.App.Hosting;

namespace Registry.App.Cli;

/// <summary>The verbs that run the registry, and the one that prepares its database.</summary>
internal static class HostVerbs
{
    public const string Serve = "serve";

    public static Command ServeCommand() => Verb(
        Serve, "Runs everything in one process; without a connection string also a PostgreSQL server.", async (parsed, cancellationToken) =>
        {
            await using var database = await OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var app = RegistryApplication.BuildWeb(new Roles(Web: true, Worker: true), Settings.Of(parsed), database);
            await app.RunAsync(cancellationToken);
        });

    public static Command WebCommand() => Verb(
        "web", "Answers requests only; runs beside any number of others.", async (parsed, cancellationToken) =>
        {
            await using var database = await OpenSharedAsync("web", parsed, cancellationToken);
            await using var app = RegistryApplication.BuildWeb(new Roles(Web: true, Worker: false), Settings.Of(parsed), database);
            await app.RunAsync(cancellationToken);
        });

    public static Command WorkerCommand()
    {
        var queues = new Option<string[]>("--queue") { Description = "Work on this queue only; may be given several times.", DefaultValueFactory = _ => [] };
        var command = Verb("worker", "Runs jobs only; runs beside any number of others.", async (parsed, cancellationToken) =>
        {
            var only = parsed.GetRequiredValue(queues).Select(queue => QueueSettings.Known(queue, "--queue")).ToList();
            await using var database = await OpenSharedAsync("worker", parsed, cancellationToken);
            using var host = RegistryApplication.BuildWorker(
                new Roles(Web: false, Worker: true) { Queues = only }, Settings.Of(parsed), database);
            await host.RunAsync(cancellationToken);
        });
        command.Options.Add(queues);
        return command;
    }

    public static Command MigrateCommand() => Verb(
        "migrate", "Brings the database to this version's schema.", async (parsed, cancellationToken) =>
        {
            await using var database = await OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
        });

    /// <summary>The database of a verb's settings, once they are checked.</summary>
    public static Task<Database> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        OpenAsync(LoadChecked(parsed), cancellationToken);

    private static Task<Database> OpenAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var loggers = LoggerFactory.Create(logging => logging.AddRegistryLogging());
        return Database.OpenAsync(
            configuration, configuration.ReadRegistryOptions().DataPath, loggers.CreateLogger("Registry.Database"), cancellationToken);
    }

    /// <summary>Several processes migrate at a time that their operator chooses, and not with the first of them that is started anew.</summary>
    private static async Task<Database> OpenSharedAsync(string verb, ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = LoadChecked(parsed);
        if (string.IsNullOrEmpty(configuration.GetConnectionString(Database.ConnectionStringName)))
        {
            throw new SettingException(
                $"ConnectionStrings:{Database.ConnectionStringName} is not set; `{verb}` is for several processes on one database. For a single process use `serve`.");
        }

        var database = await OpenAsync(configuration, cancellationToken);
        try
        {
            await RegistryApplication.RequireMigratedAsync(database, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static IConfigurationRoot LoadChecked(ParseResult parsed)
    {
        var configuration = RegistryConfiguration.Load(Settings.Of(parsed));
        SettingChecks.Check(configuration);
        return configuration;
    }

    private static Command Verb(string name, string description, Func<ParseResult, CancellationToken, Task> run)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await run(parsed, cancellationToken);
            return 0;
        });
        return command;
    }
}
