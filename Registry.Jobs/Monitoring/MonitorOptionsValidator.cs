using Microsoft.Extensions.Options;
using Registry.Jobs.Scheduling;

namespace Registry.Jobs.Monitoring;

internal sealed class MonitorOptionsValidator : IValidateOptions<MonitorOptions>
{
    public ValidateOptionsResult Validate(string? name, MonitorOptions options)
    {
        var faults = new List<string>();
        CheckCron(options.Schedule, nameof(options.Schedule), faults);
        CheckCron(options.ComparisonSchedule, nameof(options.ComparisonSchedule), faults);
        CheckTime(options.MaxJobTime, nameof(options.MaxJobTime), faults);
        CheckTime(options.MaxTimeWithoutWorker, nameof(options.MaxTimeWithoutWorker), faults);
        CheckTime(options.MaxPausedTime, nameof(options.MaxPausedTime), faults);
        CheckTime(options.MaxBlockedTime, nameof(options.MaxBlockedTime), faults);
        CheckTime(options.MaxTransactionTime, nameof(options.MaxTransactionTime), faults);
        CheckTime(options.KeepHistory, nameof(options.KeepHistory), faults);
        if (options.MaxFailures < 1)
            faults.Add($"Monitor:MaxFailures is {options.MaxFailures}; give a number from 1.");
        if (options.MinFreeDiskPercent is not (>= 0 and < 100))
            faults.Add($"Monitor:MinFreeDiskPercent is {options.MinFreeDiskPercent}; give a number from 0 to less than 100.");
        if (options.IndexSample is not (>= 0 and <= 10_000))
            faults.Add($"Monitor:IndexSample is {options.IndexSample}; give a number from 0 to 10000.");
        if (options.FileSample is not (>= 0 and <= 10_000))
            faults.Add($"Monitor:FileSample is {options.FileSample}; give a number from 0 to 10000.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckCron(string expression, string key, List<string> faults)
    {
        if (!CronClock.IsValid(expression))
            faults.Add($"Monitor:{key} is `{expression}`, which is no cron expression; every five minutes is `*/5 * * * *`.");
    }

    private static void CheckTime(TimeSpan time, string key, List<string> faults)
    {
        if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(3650))
            faults.Add($"Monitor:{key} is `{time}`; give a time such as 00:15:00.");
    }
}
