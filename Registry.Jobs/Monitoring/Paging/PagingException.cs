namespace Registry.Jobs.Monitoring.Paging;

/// <summary>A page was not taken. The message holds no secret; that is why there is no inner exception.</summary>
internal sealed class PagingException(string message) : Exception(message);
