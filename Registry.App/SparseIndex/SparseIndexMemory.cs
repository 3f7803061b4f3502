using Microsoft.Extensions.Options;
using Registry.App.Memory;

namespace Registry.App.SparseIndex;

/// <summary>
/// The files of the sparse index that this process holds, and the paths of which it knows that there is no file. It is only ever as old as
/// the last look of <see cref="SparseIndexWatch"/>.
/// </summary>
/// <remarks>
/// What a read brings is held only if nothing was heard of the file while it was read: otherwise the bytes of before a change could be put
/// down after it.
/// </remarks>
internal sealed class SparseIndexMemory(IOptions<SparseIndexOptions> options)
{
    /// <summary>Anybody may ask for names that nobody has; these take at most this part.</summary>
    private const int AbsentShare = 16;

    private readonly BoundedMemory<IndexAnswer> _files = new(options.Value.MaxMemoryBytes - (options.Value.MaxMemoryBytes / AbsentShare));
    private readonly BoundedMemory<IndexAnswer> _absent = new(options.Value.MaxMemoryBytes / AbsentShare);
    private readonly Dictionary<string, IndexRead> _reads = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private bool _isWatched;

    public long Bytes => _files.Bytes + _absent.Bytes;

    /// <summary>What is held of a path; null when nothing is. Allocates nothing.</summary>
    public IndexAnswer? Get(ReadOnlySpan<char> path) =>
        _files.TryGet(path, out var file) || _absent.TryGet(path, out file) ? file : null;

    /// <summary>What is held of a path will be read again before it is served, if the database can be reached.</summary>
    public void Distrust(string path)
    {
        lock (_changing)
        {
            Outdate(path);
            _files.Peek(path)?.Distrust();
            _absent.Remove(path);
        }
    }

    /// <summary>The read of a path that is under way, or a new one. Who comes after a change never joins a read from before it.</summary>
    public IndexRead Read(string path, Func<Task<IndexAnswer>> read)
    {
        lock (_changing)
        {
            if (_reads.TryGetValue(path, out var underWay))
                return underWay;
            var begun = new IndexRead();
            _reads.Add(path, begun);
            begun.Answer = FinishAsync(path, begun, read);
            return begun;
        }
    }

    /// <summary>Takes note of files that were written.</summary>
    /// <returns>Those that are held with other bytes, each with what is held.</returns>
    public List<KeyValuePair<string, IndexAnswer>> Hear(IEnumerable<KeyValuePair<string, string>> changed)
    {
        var stale = new List<KeyValuePair<string, IndexAnswer>>();
        lock (_changing)
        {
            foreach (var (path, hash) in changed)
            {
                Outdate(path);
                _absent.Remove(path);
                if (_files.Peek(path) is { } held && held.Hash != hash)
                    stale.Add(new(path, held));
            }
        }

        return stale;
    }

    /// <summary>Holds a newer file in the place of <paramref name="held"/>, unless somebody has been there already.</summary>
    public void Replace(string path, IndexAnswer held, IndexAnswer? newer)
    {
        lock (_changing)
        {
            if (_files.Peek(path) != held || held.IsDistrusted)
                return;
            if (newer is null)
                _files.Remove(path);
            else
                _files.Set(path, newer, newer.Size);
        }
    }

    /// <summary>From now on changes are heard of, so what is read may be held. Reads that began before are not.</summary>
    /// <returns>The paths of all that is held from before.</returns>
    public IReadOnlyCollection<string> BeginWatch()
    {
        lock (_changing)
        {
            foreach (var path in _reads.Keys.ToList())
                Outdate(path);
            _isWatched = true;
            return [.. _files.Keys, .. _absent.Keys];
        }
    }

    /// <summary>Changes may be missed: what is held stays, nothing is added.</summary>
    public void EndWatch()
    {
        lock (_changing)
            _isWatched = false;
    }

    /// <summary>What is held of a path after all.</summary>
    public IndexAnswer? Held(string path)
    {
        lock (_changing)
            return _files.Peek(path);
    }

    /// <summary>Forgets that there is no such file.</summary>
    public void ForgetAbsent(string path)
    {
        lock (_changing)
            _absent.Remove(path);
    }

    private async Task<IndexAnswer> FinishAsync(string path, IndexRead begun, Func<Task<IndexAnswer>> read)
    {
        // Not under the lock of whoever begins it.
        await Task.Yield();
        try
        {
            var answer = await read();
            lock (_changing)
            {
                if (_isWatched && !begun.IsOutdated)
                    Hold(path, answer);
            }

            return answer;
        }
        finally
        {
            lock (_changing)
            {
                if (!begun.IsOutdated)
                    _reads.Remove(path);
            }
        }
    }

    private void Hold(string path, IndexAnswer answer)
    {
        if (answer.Content is null)
        {
            _files.Remove(path);
            _absent.Set(path, answer, 0);
        }
        else
        {
            _absent.Remove(path);
            _files.Set(path, answer, answer.Size);
        }
    }

    private void Outdate(string path)
    {
        if (_reads.Remove(path, out var read))
            read.IsOutdated = true;
    }
}

/// <summary>A read of a file that is under way, shared by all who ask for it.</summary>
internal sealed class IndexRead
{
    public Task<IndexAnswer> Answer { get; set; } = null!;

    /// <summary>The file has changed since it began. What it brings was right for those who asked before, and is not held.</summary>
    public bool IsOutdated { get; set; }
}
