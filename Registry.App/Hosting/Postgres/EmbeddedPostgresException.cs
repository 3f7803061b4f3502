namespace Registry.App.Hosting.Postgres;

/// <summary>The embedded PostgreSQL cannot be used. The message tells whoever runs the process what to do.</summary>
internal class EmbeddedPostgresException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>No PostgreSQL server is installed, or none of the version that the data needs.</summary>
internal sealed class PostgresNotFoundException(string message) : EmbeddedPostgresException(message);
