using Registry.App.Errors;

namespace Registry.App.Storage.S3;

/// <summary>The server that keeps the crates cannot be reached.</summary>
internal sealed class StorageAwayException(Exception cause) : RefusedException(
    StatusCodes.Status503ServiceUnavailable, "the registry cannot reach the place where it keeps crates; nothing is lost. Please try again in a moment", cause);
