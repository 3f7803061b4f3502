using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Registry.App.Storage;

/// <summary>Directories whose entries survive a power cut. The class library can flush files, but not directories.</summary>
internal static partial class DurableDirectory
{
    private static readonly Lock Creation = new();

    /// <summary>Creates the directory with all its parents. Who finds it there may rely on it as much as who created it.</summary>
    public static void Create(string path)
    {
        lock (Creation)
            CreateMissing(path);
    }

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

    private static void CreateMissing(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent)
            return;
        CreateMissing(parent);
        Directory.CreateDirectory(path);
        Flush(parent);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
