using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>The class library can flush files, but not the directories that name them.</summary>
internal static partial class FlushedDirectory
{
    /// <summary>Writes the list of the directory's entries to the disk.</summary>
    public static void Flush(string path)
    {
        // Windows opens no directories; NTFS journals their entries.
        if (OperatingSystem.IsWindows())
            return;
        const int closeOnExecLinux = 0x80000;
        const int closeOnExecMacOS = 0x1000000;
        var descriptor = Open(path, OperatingSystem.IsMacOS() ? closeOnExecMacOS : closeOnExecLinux);
        if (descriptor < 0)
            throw new IOException($"Cannot open the directory {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(directory);
    }

    /// <summary>The same for the directory and all below it.</summary>
    public static void FlushAll(string path)
    {
        foreach (var directory in Directory.EnumerateDirectories(path, "*", SearchOption.AllDirectories))
            Flush(directory);
        Flush(path);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
