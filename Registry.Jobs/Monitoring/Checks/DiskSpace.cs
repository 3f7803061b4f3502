using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>Each node looks at the disk under its own data directory; nodes that share the directory share the incident.</summary>
internal sealed class DiskSpace(DataDirectory directory, NpgsqlDataSource database, IOptions<MonitorOptions> options) : INodeCheck
{
    /// <summary>What has to be free beyond the limit before it is over, so that a disk at the limit does not page again and again.</summary>
    private const double Margin = 1;

    private const string IsOpen = "SELECT EXISTS (SELECT FROM incidents WHERE key = $1 AND cleared_at IS NULL)";

    public string Key => "disk_space";

    public string Limit =>
        string.Create(CultureInfo.InvariantCulture, $"{options.Value.MinFreeDiskPercent} % of the disk under the data directory are free.");

    public string OwnKey => $"{Key}/{directory.Id}";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory.Path))
            return [];
        var disk = new DriveInfo(directory.Path);
        var free = 100.0 * disk.AvailableFreeSpace / disk.TotalSize;
        var limit = options.Value.MinFreeDiskPercent + (await IsOpenAsync(cancellationToken) ? Margin : 0);
        if (free >= limit)
            return [];
        return [new Finding(
            OwnKey,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The disk under {directory.Path} of {Environment.MachineName} is nearly full: {free:0.0} % are free, {disk.AvailableFreeSpace / 1048576.0:0} MiB. Make room."))];
    }

    private async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(IsOpen);
        command.Parameters.Add(new() { Value = OwnKey });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
