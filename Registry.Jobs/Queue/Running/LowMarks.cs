namespace Registry.Jobs.Queue.Running;

/// <summary>Where to look: for each priority, the highest first, a place.</summary>
internal sealed record Marks(short[] Priorities, long[] Places);

/// <summary>
/// Where, in one queue, this process found jobs last: below that, rows are done or held. Looking from there spares reading rows that were
/// deleted and not yet cleaned up, of which there are many while some transaction is open for long. What lies below (a job that was put
/// back, one whose enqueuer committed late) is found by looking from the start, which is due every second and whenever nothing is found.
/// </summary>
internal sealed class LowMarks(TimeProvider time)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);

    /// <summary>Enqueuers that are at work at the same moment commit in any order.</summary>
    private const long Margin = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<short, long> _marks = new(Comparer<short>.Create((one, other) => other.CompareTo(one)));
    private long _trustedUntil = long.MinValue;
    private long _highest;

    /// <summary>The priorities, the highest first, and where to look; null when it is time to look from the start.</summary>
    public Marks? Current
    {
        get
        {
            lock (_lock)
            {
                return time.GetTimestamp() < _trustedUntil ? new Marks([.. _marks.Keys], [.. _marks.Values]) : null;
            }
        }
    }

    /// <summary>What a look has found first, or nothing.</summary>
    public void Found(JobRow? row, bool fromStart)
    {
        lock (_lock)
        {
            if (row is null)
            {
                _trustedUntil = long.MinValue;
                return;
            }

            _highest = Math.Max(_highest, row.Place);
            _marks[row.Priority] = row.Place - Margin;
            foreach (var higher in _marks.Keys.Where(priority => priority > row.Priority).ToList())
                _marks[higher] = Math.Max(_marks[higher], _highest - Margin);
            if (fromStart)
                _trustedUntil = time.GetTimestamp() + (long)(Trust.TotalSeconds * time.TimestampFrequency);
        }
    }

    /// <summary>Jobs of this priority may come.</summary>
    public void Expect(short priority)
    {
        lock (_lock)
            _marks.TryAdd(priority, 0);
    }
}
