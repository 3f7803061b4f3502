using System.Globalization;
using Registry.App.Hosting;

namespace Registry.App.Admin.Settings;

/// <summary>Reads the settings in force. What the registry does not know is not shown: it might be anybody's.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private const string Alias = "MAX_JOB_TIME";

    public IReadOnlyList<SettingInForce> Read() => [.. KnownSettings.Known.SelectMany(Expand)];

    /// <summary>A name that operators choose stands for all that they have chosen.</summary>
    private IEnumerable<SettingInForce> Expand(KnownSetting setting)
    {
        if (setting.Key.Split(KnownSetting.AnyName) is not [var before, var after])
            return [Read(setting.Key, setting)];
        var chosen = configuration.GetSection(before.TrimEnd(':')).GetChildren().Select(child => $"{before}{child.Key}{after}").ToList();
        return chosen.Count == 0 ? [Read(setting.Key, setting)] : chosen.Select(key => Read(key, setting));
    }

    private SettingInForce Read(string key, KnownSetting setting)
    {
        var meaning = SettingMeanings.Of(setting.Key);
        var isSecret = Secrets.IsSecret(key);
        if (configuration[key] is { } value)
            return new SettingInForce(key, Secrets.Shown(key, value), SettingSources.Of(configuration, key), meaning, isSecret);
        if (key == "Monitor:MaxJobTime" && configuration[Alias] is { Length: > 0 } minutes)
            return new SettingInForce(key, $"{minutes} minutes", $"{SettingSources.Of(configuration, Alias)}, {Alias}", meaning, Secret: false);
        return new SettingInForce(key, Words(setting.Default), SettingSources.Default, meaning, isSecret);
    }

    private static string? Words(object? value) => value switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
