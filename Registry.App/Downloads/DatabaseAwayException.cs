using Registry.App.Errors;

namespace Registry.App.Downloads;

/// <summary>The database cannot be reached, and what was asked for is not in memory.</summary>
internal sealed class DatabaseAwayException(Exception? cause)
    : RefusedException(StatusCodes.Status503ServiceUnavailable, "the registry's database cannot be reached; please try again soon", cause);
