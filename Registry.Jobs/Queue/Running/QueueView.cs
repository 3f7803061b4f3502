using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>A queue as the workers of this process see it, and how they ask for its jobs.</summary>
internal sealed class QueueView
{
    private readonly string[] _kinds;
    private readonly int? _limit;

    public QueueView(string name, IReadOnlyCollection<JobKind> kinds, int? limit, TimeProvider time)
    {
        Name = name;
        _kinds = [.. kinds.Select(kind => kind.Name)];
        _limit = limit;
        HasBatches = kinds.Any(kind => kind.BatchSize > 1);
        if (limit is null)
        {
            Marks = new LowMarks(time);
            foreach (var kind in kinds)
                Marks.Expect(kind.Priority);
        }
    }

    public string Name { get; }

    /// <summary>Where jobs were found last; not kept where few workers look.</summary>
    public LowMarks? Marks { get; }

    /// <summary>Some jobs are taken with company, which is claimed before the handler's subtransaction begins.</summary>
    public bool HasBatches { get; }

    /// <summary>Adds the statements that take the first job.</summary>
    public void AddClaim(NpgsqlBatchCommandCollection commands, (short[] Priorities, long[] Places)? marks)
    {
        commands.Add(new(ClaimSql.PreferIndex));
        commands.Add(Claim(marks));
        commands.Add(new(ClaimSql.PreferAny));
        if (!HasBatches)
            commands.Add(new(EndSql.Savepoint));
    }

    public void AddCompany(NpgsqlBatchCommandCollection commands, JobRow head, int count)
    {
        commands.Add(new(ClaimSql.PreferIndex));
        commands.Add(new(ClaimSql.Company)
        {
            Parameters =
            {
                new NpgsqlParameter<string>() { TypedValue = Name },
                new NpgsqlParameter<string[]>() { TypedValue = [head.Kind] },
                new NpgsqlParameter<int>() { TypedValue = count },
                new NpgsqlParameter<int>() { TypedValue = head.Attempts },
            },
        });
        commands.Add(new(ClaimSql.PreferAny));
    }

    private NpgsqlBatchCommand Claim((short[] Priorities, long[] Places)? marks)
    {
        var command = new NpgsqlBatchCommand(
            _limit is not null ? ClaimSql.WithinLimit : marks is not null ? ClaimSql.FromMarks : ClaimSql.FromStart);
        command.Parameters.Add(new NpgsqlParameter<string>() { TypedValue = Name });
        command.Parameters.Add(new NpgsqlParameter<string[]>() { TypedValue = _kinds });
        command.Parameters.Add(new NpgsqlParameter<int>() { TypedValue = 1 });
        if (_limit is { } limit)
            command.Parameters.Add(new NpgsqlParameter<int>() { TypedValue = limit });
        else if (marks is var (priorities, places))
        {
            command.Parameters.Add(new NpgsqlParameter<short[]>() { TypedValue = priorities });
            command.Parameters.Add(new NpgsqlParameter<long[]>() { TypedValue = places });
        }

        return command;
    }
}
