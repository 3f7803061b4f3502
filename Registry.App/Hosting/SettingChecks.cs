using Microsoft.Extensions.Options;
using Registry.App.Deletion;
using Registry.App.Downloads;
using Registry.App.GitServing;
using Registry.App.Publishing;
using Registry.App.RateLimits;
using Registry.App.SignIn;
using Registry.App.SparseIndex;
using Registry.App.Storage;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Queue;

namespace Registry.App.Hosting;

/// <summary>Reads every setting before anything is started, so that a wrong one is one line and leaves nothing behind.</summary>
internal static class SettingChecks
{
    /// <exception cref="SettingException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        try
        {
            KnownSettings.Check(configuration);
            configuration.ReadRegistryOptions();
            QueueSettings.Apply(configuration, new JobQueueOptions());
            ListeningAddress.Check(configuration);
            CheckLogLevels(configuration);
            CheckOptions(configuration);
        }
        catch (AggregateException several)
        {
            throw new SettingException(several.InnerExceptions[0].Message);
        }
    }

    /// <summary>By the same registrations that the roles make.</summary>
    private static void CheckOptions(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddSingleton(configuration);
        services.AddGitIndex(_ => "").AddGitServing().AddSparseIndex().AddDownloads().AddDeletion().AddCrateStorage("").AddPublishRequestReader().AddRateLimits().AddSignInOptions().AddMonitor(_ => "");
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    private static void CheckLogLevels(IConfiguration configuration)
    {
        foreach (var level in configuration.GetSection("Logging:LogLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
            {
                throw new SettingException(
                    $"{level.Path} is `{level.Value}`; the levels are {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }
}
