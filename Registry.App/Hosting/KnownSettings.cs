using System.Collections;
using System.Reflection;
using Registry.App.Deletion;
using Registry.App.Downloads;
using Registry.App.GitServing;
using Registry.App.Publishing;
using Registry.App.RateLimits;
using Registry.App.SignIn;
using Registry.App.SparseIndex;
using Registry.App.Storage;
using Registry.Jobs.Auditing;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Mail;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Paging;

namespace Registry.App.Hosting;

/// <summary>
/// All settings of the registry's own sections, so that one that is misspelled is told rather than left without effect. Most follow from the
/// options classes that are bound to the sections.
/// </summary>
internal static class KnownSettings
{
    private static readonly KnownSetting[] All =
    [
        .. Of<RegistryOptions>(RegistryOptions.Section),
        .. Of<StorageOptions>(StorageOptions.Section),
        .. Of<PublishLimits>(PublishLimits.Section),
        .. Of<RateLimitOptions>(RateLimitOptions.Section),
        .. Of<GitIndexOptions>(GitIndexOptions.Section),
        .. Of<GitServingOptions>(GitServingOptions.Section),
        .. Of<SparseIndexOptions>(SparseIndexOptions.Section),
        .. Of<DownloadOptions>(DownloadOptions.Section),
        .. Of<DeletionOptions>(DeletionOptions.Section),
        .. Of<AuditOptions>(AuditOptions.Section),
        .. Of<MonitorOptions>(MonitorOptions.Section),
        .. Of<PagingOptions>(PagingOptions.Section),
        .. Of<MailOptions>(MailOptions.Section),
        .. Of<SignInOptions>(SignInOptions.Section),
        .. QueueSettings.Keys.Select(key => new KnownSetting(key, typeof(string), QueueSettings.DefaultOf(key))),
    ];

    private static readonly KnownSetting ConnectionString = new($"ConnectionStrings:{Database.ConnectionStringName}", typeof(string));

    private static readonly KnownSetting Addresses = new(WebHostDefaults.ServerUrlsKey, typeof(string), ListeningAddress.Default);

    private static readonly string[] OwnSections = [.. All.Select(setting => Section(setting.Key)).Distinct()];

    /// <summary>Sections that ASP.NET Core reads.</summary>
    private static readonly string[] FrameworkSections = ["Logging", "Kestrel"];

    /// <summary>All of them, each once.</summary>
    public static IReadOnlyList<KnownSetting> Known => [Addresses, ConnectionString, .. All.DistinctBy(setting => setting.Key)];

    /// <summary>
    /// Checks the registry's own sections. A variable of the environment that merely is called like one, such as <c>JOBS=4</c>, is not in it.
    /// </summary>
    /// <exception cref="SettingException">A key is not known, or its value cannot be read.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (key, value) in OwnSections.SelectMany(section => configuration.GetSection(section).GetChildren()).SelectMany(Leaves))
        {
            if (Fault(key) is { } fault)
                throw new SettingException(fault);
            if (All.First(setting => setting.Is(key)).Fault(value) is { } allowed)
                throw new SettingException($"{key} is `{value}`; {allowed}.");
        }
    }

    /// <summary>What is wrong with the key of a setting on the command line; null when nothing is.</summary>
    public static string? Fault(string key)
    {
        if (FrameworkSections.Contains(Section(key), StringComparer.OrdinalIgnoreCase) || !key.Contains(':', StringComparison.Ordinal))
            return null;
        KnownSetting[] known = [.. All, ConnectionString];
        if (known.Any(setting => setting.Is(key)))
            return null;
        var nearest = known.Select(setting => setting.For(key)).MinBy(candidate => EditDistance.Between(key, candidate));
        return $"{key} is not a setting. Did you mean {nearest}?";
    }

    private static IEnumerable<KnownSetting> Of<TOptions>(string section)
        where TOptions : new() => Of(typeof(TOptions), section, new TOptions());

    private static IEnumerable<KnownSetting> Of(Type type, string key, object? value)
    {
        if (type.IsClass && type.Namespace?.StartsWith(nameof(Registry), StringComparison.Ordinal) == true)
        {
            return type.GetProperties().Where(IsBound)
                .SelectMany(property => Of(property.PropertyType, $"{key}:{property.Name}", value is null ? null : property.GetValue(value)));
        }

        return type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable))
            ? [new($"{key}:{KnownSetting.AnyName}", typeof(string))]
            : [new(key, type, value)];
    }

    /// <summary>Values are set; a group of settings, or a list of them, is filled.</summary>
    private static bool IsBound(PropertyInfo property) =>
        property.CanWrite || (property.PropertyType.IsClass && property.PropertyType != typeof(string));

    private static IEnumerable<(string Key, string Value)> Leaves(IConfigurationSection section) =>
        section.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!));

    private static string Section(string key) => key.Split(':')[0];
}
