using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LibGit2Sharp;
using Microsoft.Win32.SafeHandles;

namespace Registry.Jobs.Index.Git;

/// <summary>
/// Functions of libgit2 that LibGit2Sharp does not expose, bound to the very library it loads. Layouts and numbers are those of
/// <see cref="Version"/>; with any other <see cref="IsUsable"/> is false.
/// </summary>
internal static partial class Libgit2
{
    public const string Library = "git2-5853918";
    public const int NotFound = -3;
    public const int Locked = -14;
    public const int Modified = -15;

    private const int EnableFsyncGitdir = 19;

    public static readonly System.Version Version = new(1, 8);

    private static readonly Lazy<bool> Usable = new(Probe);

    /// <summary>
    /// Whether the library is there and is the one this file was written for. It then flushes what it writes to repositories, as an option of
    /// the process and not of a repository's configuration: git reads that too, and tells everyone who clones that the key is deprecated.
    /// </summary>
    public static bool IsUsable => Usable.Value;

    /// <summary>The last error of this thread, in the library's words.</summary>
    public static LibGit2SharpException LastError(int code)
    {
        var error = ErrorLast();
        var message = error == 0 ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(error));
        return new LibGit2SharpException(message ?? $"libgit2 failed with code {code}");
    }

    /// <summary>Throws unless <paramref name="code"/> means success.</summary>
    public static void Check(int code)
    {
        if (code < 0)
            throw LastError(code);
    }

    private static bool Probe()
    {
        GitLibrary.Initialize();
        try
        {
            _ = LibraryVersion(out var major, out var minor, out _);
            if (new System.Version(major, minor) != Version || !Environment.Is64BitProcess)
                return false;
            Check(EnableFsync());
            return true;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>The function takes any number of arguments. Apple's processors pass those on the stack, where the ninth is.</summary>
    private static int EnableFsync() => OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? SetOptionOnStack(EnableFsyncGitdir, 0, 0, 0, 0, 0, 0, 0, 1)
        : SetOption(EnableFsyncGitdir, 1);

    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    private static partial int SetOption(int option, int value);

    [LibraryImport(Library, EntryPoint = "git_libgit2_opts")]
    private static partial int SetOptionOnStack(int option, nint x1, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, int value);

    [LibraryImport(Library, EntryPoint = "git_libgit2_version")]
    private static partial int LibraryVersion(out int major, out int minor, out int revision);

    [LibraryImport(Library, EntryPoint = "git_error_last")]
    private static partial nint ErrorLast();

    [LibraryImport(Library, EntryPoint = "git_repository_open_bare", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenBare(out RepositoryHandle repository, string path);

    [LibraryImport(Library, EntryPoint = "git_repository_odb")]
    public static partial int ObjectsOf(out ObjectsHandle objects, RepositoryHandle repository);

    [LibraryImport(Library, EntryPoint = "git_odb_new")]
    public static partial int NewObjects(out ObjectsHandle objects);

    /// <summary>The backend belongs to whatever it is added to.</summary>
    [LibraryImport(Library, EntryPoint = "git_odb_backend_loose", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LooseBackend(
        out nint backend, string directory, int compression, int flush, uint directoryMode, uint fileMode);

    [LibraryImport(Library, EntryPoint = "git_odb_add_backend")]
    public static partial int AddBackend(ObjectsHandle objects, nint backend, int priority);

    [LibraryImport(Library, EntryPoint = "git_odb_write")]
    public static unsafe partial int WriteObject(out Oid id, ObjectsHandle objects, byte* data, nuint length, int type);

    [LibraryImport(Library, EntryPoint = "git_odb_read")]
    public static partial int ReadObject(out ObjectHandle found, ObjectsHandle objects, in Oid id);

    [LibraryImport(Library, EntryPoint = "git_odb_object_data")]
    public static unsafe partial byte* DataOf(ObjectHandle found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_size")]
    public static partial nuint SizeOf(ObjectHandle found);

    [LibraryImport(Library, EntryPoint = "git_reference_create_matching", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MoveReference(
        out ReferenceHandle moved, RepositoryHandle repository, string name, in Oid id, int force, in Oid expected, string? logMessage);

    [LibraryImport(Library, EntryPoint = "git_repository_free")]
    private static partial void FreeRepository(nint repository);

    [LibraryImport(Library, EntryPoint = "git_odb_object_free")]
    private static partial void FreeObject(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_free")]
    private static partial void FreeObjects(nint objects);

    [LibraryImport(Library, EntryPoint = "git_reference_free")]
    private static partial void FreeReference(nint reference);

    /// <summary><c>git_oid</c>.</summary>
    [InlineArray(20)]
    public struct Oid
    {
        private byte _first;

        public static Oid From(ObjectId id)
        {
            var oid = default(Oid);
            id.RawId.CopyTo(oid);
            return oid;
        }

        public readonly ObjectId ToObjectId() => new(((ReadOnlySpan<byte>)this).ToArray());
    }

    public sealed class RepositoryHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeRepository(handle);
            return true;
        }
    }

    public sealed class ObjectsHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeObjects(handle);
            return true;
        }
    }

    public sealed class ObjectHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeObject(handle);
            return true;
        }
    }

    public sealed class ReferenceHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            FreeReference(handle);
            return true;
        }
    }
}
