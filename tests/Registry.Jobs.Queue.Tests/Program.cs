using Registry.Jobs.Queue.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    [WorkerProcess.Verb, var connectionString, var name, var kind] => await WorkerProcess.RunAsync(connectionString, name, kind),
    _ when args.Contains("-automated") || args.Contains("@@") => await ConsoleRunner.Run(args),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
