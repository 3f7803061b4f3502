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

    /// <summary>The statement that takes the first job.</summary>
    public NpgsqlBatchCommand Claim(Marks? marks)
    {
        var command = new NpgsqlBatchCommand(TextFor(marks))
        {
            Parameters =
            {
                new NpgsqlParameter<string>() { TypedValue = Name },
                new NpgsqlParameter<string[]>() { TypedValue = _kinds },
            },
        };
        if (_limit is { } limit)
        {
            command.Parameters.Add(new NpgsqlParameter<int>() { TypedValue = limit });
        }
        else if (marks is { Priorities.Length: 1 })
        {
            command.Parameters.Add(new NpgsqlParameter<short>());
            command.Parameters.Add(new NpgsqlParameter<long>());
        }
        else if (marks is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<short[]>());
            command.Parameters.Add(new NpgsqlParameter<long[]>());
        }

        SetMarks(command, marks);
        return command;
    }

    /// <summary>Lets a claim that was made before look from other marks of as many priorities.</summary>
    public static void SetMarks(NpgsqlBatchCommand claim, Marks? marks)
    {
        if (marks is { Priorities: [var priority], Places: [var place] })
        {
            ((NpgsqlParameter<short>)claim.Parameters[2]).TypedValue = priority;
            ((NpgsqlParameter<long>)claim.Parameters[3]).TypedValue = place;
        }
        else if (marks is not null)
        {
            ((NpgsqlParameter<short[]>)claim.Parameters[2]).TypedValue = marks.Priorities;
            ((NpgsqlParameter<long[]>)claim.Parameters[3]).TypedValue = marks.Places;
        }
    }

    /// <summary>The statement that takes company for the job at the head.</summary>
    public NpgsqlBatchCommand Company(JobRow head, int count) => new(ClaimSql.Company)
    {
        Parameters =
        {
            new NpgsqlParameter<string>() { TypedValue = Name },
            new NpgsqlParameter<string[]>() { TypedValue = [head.Kind] },
            new NpgsqlParameter<int>() { TypedValue = count },
            new NpgsqlParameter<int>() { TypedValue = head.Attempts },
        },
    };

    private string TextFor(Marks? marks) => (_limit, marks) switch
    {
        (not null, _) => ClaimSql.WithinLimit,
        (_, null) => ClaimSql.FromStart,
        (_, { Priorities.Length: 1 }) => ClaimSql.FromMark,
        _ => ClaimSql.FromMarks,
    };
}
