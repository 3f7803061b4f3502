using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Audit;
using Registry.App.Crates;
using Registry.App.Hosting;
using Registry.App.Hosting.Postgres;
using Registry.App.Index;
using Registry.App.Jobs;
using Registry.App.Teams;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Command = System.CommandLine.Command;

namespace Registry.App.Cli;

/// <summary>
/// The verbs. Data goes to standard output and words to standard error; 0 is done, 1 is no, 2 is wrong usage. What is not an option of a verb
/// is a setting, such as <c>--Registry:DataDirectory=/srv/registry</c>.
/// </summary>
internal static class RegistryCommandLine
{
    private const int No = 1;
    private const int WrongUsage = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse([.. Settings.Gather(WithDefaultVerb(args))]);
        if (Faults(parsed).FirstOrDefault() is { } fault)
        {
            await Console.Error.WriteLineAsync($"{fault} See `registry --help`.");
            return WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (ExitCode(exception) is { } code)
        {
            await Console.Error.WriteLineAsync(Words(exception));
            return code;
        }
    }

    /// <summary>Without a verb the registry serves.</summary>
    private static string[] WithDefaultVerb(string[] args) =>
        args.Length == 0 || Settings.IsSetting(args[0]) ? [HostVerbs.Serve, .. args] : args;

    private static IEnumerable<string> Faults(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
            return [$"`{word}` is not a verb."];
        return parsed.UnmatchedTokens.Select(token => $"`{token}` is not known here.")
            .Concat(parsed.Errors.Select(error => error.Message))
            .Concat(Settings.Faults(parsed));
    }

    /// <summary>Not a <see cref="RootCommand"/>, whose name would be that of the file.</summary>
    private static Command Root() => new("registry", "A Cargo registry that shows its authors where a publish stands.")
    {
        Settings.Option,
        new HelpOption(),
        new VersionOption(),
        HostVerbs.ServeCommand(),
        HostVerbs.WebCommand(),
        HostVerbs.WorkerCommand(),
        HostVerbs.MigrateCommand(),
        MonitorVerb.Command(),
        UserVerbs.Command(),
        TeamVerbs.Command(),
        TokenVerbs.Command(),
        CrateVerbs.Command(),
        AuditVerb.Command(),
        JobVerbs.Command(),
        IndexVerbs.Command(),
    };

    private static int? ExitCode(Exception exception) => exception switch
    {
        SettingException or OptionsValidationException => WrongUsage,
        CommandException or PostgresNotFoundException or EmbeddedPostgresException or GitNotFoundException or RemoteException or NpgsqlException or IOException => No,
        SocketException or UnauthorizedAccessException or OperationCanceledException => No,
        _ => null,
    };

    private static string Words(Exception exception) => exception switch
    {
        OptionsValidationException invalid => invalid.Failures.First(),
        NpgsqlException => $"The database cannot be reached: {exception.Message.TrimEnd('.')}. Check ConnectionStrings:{Database.ConnectionStringName}.",
        SocketException => $"The address cannot be listened on: {exception.Message}. Check the setting urls.",
        IOException { InnerException: { } } => $"{exception.Message} Check the setting urls.",
        OperationCanceledException => "Interrupted.",
        _ => exception.Message,
    };
}
