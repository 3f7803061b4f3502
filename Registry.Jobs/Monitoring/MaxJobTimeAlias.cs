using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring;

/// <summary><c>MAX_JOB_TIME</c>, in minutes, stands for <c>Monitor:MaxJobTime</c> where that is not set.</summary>
internal sealed class MaxJobTimeAlias(IConfiguration configuration) : IConfigureOptions<MonitorOptions>
{
    private const string Alias = "MAX_JOB_TIME";

    public void Configure(MonitorOptions options)
    {
        if (configuration[Alias] is not { Length: > 0 } text
            || configuration[$"{MonitorOptions.Section}:{nameof(MonitorOptions.MaxJobTime)}"] is not null)
            return;
        options.MaxJobTime = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes)
            && minutes is > 0 and < 1_000_000
                ? TimeSpan.FromMinutes(minutes)
                : throw new OptionsValidationException(
                    "", typeof(MonitorOptions), [$"{Alias} is `{text}`; give a number of minutes, such as 15."]);
    }
}
