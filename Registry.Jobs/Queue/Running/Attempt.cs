using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>One run of a handler, and the jobs that it takes.</summary>
/// <param name="Handler">What runs them.</param>
/// <param name="Rows">The jobs; the head comes first, or is among them.</param>
/// <param name="Session">What holds them.</param>
/// <param name="Worker">Who runs them, as people read it.</param>
internal sealed record Attempt(HandlerRegistration Handler, List<JobRow> Rows, JobSession Session, string Worker)
{
    public string Kind => Handler.Kind.Name;

    public IEnumerable<NpgsqlBatchCommand> Release() => Session.IsSaved ? [new(EndSql.ReleaseSavepoint)] : [];

    public IEnumerable<NpgsqlBatchCommand> Undo() => Session.IsSaved ? [new(EndSql.RollbackToSavepoint), new(EndSql.ReleaseSavepoint)] : [];
}
