using System.Text.Json;

namespace Registry.Jobs.Queue;

/// <summary>A type of job: its name in the table, and how jobs of it are run.</summary>
public abstract record JobKind
{
    private protected JobKind(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Any(char.IsWhiteSpace))
            throw new ArgumentException("The name of a kind is one word.", nameof(name));
        Name = name;
    }

    /// <summary>What stands in the table, one word. It must stay the same for as long as jobs of it may be waiting.</summary>
    public string Name { get; }

    /// <summary>The workers it shares.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>Jobs of a higher priority are claimed first.</summary>
    public short Priority { get; init; }

    /// <summary>When a failed job is tried again; null for <see cref="JobQueueOptions.Retry"/>.</summary>
    /// <exception cref="ArgumentException">It makes no sense.</exception>
    public RetryPolicy? Retry
    {
        get;
        init => field = value is null or { IsSound: true } ? value : throw new ArgumentException(RetryPolicy.Rules, nameof(value));
    }

    /// <summary>How long an attempt may take before it is cancelled and counts as failed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many jobs one attempt may take at once. Jobs that have failed are taken with ever fewer others, and at last alone, so that a bad
    /// one does not fail its neighbours for ever.
    /// </summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// How long the first job of a batch waits for company when the queue was idle before. It keeps a burst together that would otherwise be
    /// one small batch and one large.
    /// </summary>
    public TimeSpan BatchWait { get; init; }

    /// <summary>
    /// Whether attempts that went well are recorded. It costs about a fifth of the queue's throughput, so jobs that nobody will ask about
    /// may do without. Other attempts always are.
    /// </summary>
    public bool RecordDone { get; init; } = true;

    /// <summary>
    /// A job that nobody runs yet stands for later ones with the same key. Right for jobs that read the current state when they run.
    /// </summary>
    public bool Coalesce { get; init; }
}

/// <summary>A type of job whose arguments are a <typeparamref name="TArguments"/>.</summary>
/// <typeparam name="TArguments">Kept as JSON in the job's row.</typeparam>
public sealed record JobKind<TArguments> : JobKind
    where TArguments : class
{
    /// <summary>Names a kind.</summary>
    /// <param name="name">What stands in the table.</param>
    public JobKind(string name)
        : base(name)
    {
    }

    /// <summary>What a job is about, for coalescing and for looking it up.</summary>
    public Func<TArguments, string?> Key { get; init; } = _ => null;

    /// <summary>
    /// Jobs of one ordering key, of whatever kinds, run one at a time and in the order in which they were added, also when one of them has to be tried
    /// again: those behind it wait. Null for none. One that is dead or was discarded lets the next one go.
    /// </summary>
    public Func<TArguments, string?> OrderingKey { get; init; } = _ => null;

    internal static string Serialize(TArguments arguments) => JsonSerializer.Serialize(arguments, JsonSerializerOptions.Web);

    internal static TArguments Deserialize(string json) =>
        JsonSerializer.Deserialize<TArguments>(json, JsonSerializerOptions.Web)
            ?? throw new JsonException("The arguments are null.");
}
