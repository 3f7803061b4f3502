namespace Registry.App.Hosting;

/// <summary>What is logged where nothing is set.</summary>
internal static class RegistryLogging
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>
    /// What keeps the host from starting is said by the verb, in a line of its own; the host is heard only once it has started.
    /// </summary>
    /// <returns>Whom to tell that it has.</returns>
    public static Action AddHostLoggingOnceStarted(this ILoggingBuilder logging)
    {
        var started = false;
        logging.AddFilter(HostCategory, level => started && level >= LogLevel.Warning);
        return () => started = true;
    }

    /// <summary>Words go to standard error: standard output is for data.</summary>
    public static ILoggingBuilder AddRegistryLogging(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);

        // Keys lie in the data directory like everything else that must stay private.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        return logging;
    }
}
