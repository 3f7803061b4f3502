namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>
/// Lets one process at a time set up or rebuild a mirror that several share. The system frees it when its holder dies.
/// </summary>
internal static class MirrorLock
{
    private const int HeldOnLinux = 11;
    private const int HeldOnMacOS = 35;
    private const int HeldOnWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task<IDisposable> TakeAsync(string mirror, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(mirror)!);
        while (true)
        {
            try
            {
                return new FileStream(mirror + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (held.HResult is HeldOnLinux or HeldOnMacOS or HeldOnWindows)
            {
                await Task.Delay(Interval, time, cancellationToken);
            }
        }
    }
}
