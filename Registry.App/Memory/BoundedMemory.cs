using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Registry.App.Memory;

/// <summary>
/// Values by their keys, of so many bytes at most. What has not been asked for lately makes room first ("second chance"): a hit only sets a
/// flag, so that readers never wait for one another.
/// </summary>
internal sealed class BoundedMemory<TValue>
    where TValue : class
{
    /// <summary>What a key and a value take beside their own bytes, roughly.</summary>
    private const int Overhead = 200;

    private readonly long _capacity;
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Slot>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly LinkedList<Slot> _turns = [];
    private readonly Lock _changing = new();
    private long _bytes;

    public BoundedMemory(long capacity)
    {
        _capacity = capacity;
        _bySpan = _slots.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many bytes are held, roughly.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public int Count => _slots.Count;

    /// <summary>All keys of one moment.</summary>
    public IReadOnlyCollection<string> Keys => [.. _slots.Select(slot => slot.Key)];

    /// <summary>For those who ask: the value is worth keeping.</summary>
    public bool TryGet(ReadOnlySpan<char> key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_bySpan.TryGetValue(key, out var slot))
        {
            value = null;
            return false;
        }

        // Writing what is there already would take the line from the caches of all other processors.
        if (!slot.Used)
            slot.Used = true;
        value = slot.Value;
        return true;
    }

    /// <summary>The value, without a word on whether it is worth keeping.</summary>
    public TValue? Peek(string key) => _slots.TryGetValue(key, out var slot) ? slot.Value : null;

    /// <summary>Holds the value, unless it alone is more than fits.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <param name="bytes">What the value takes.</param>
    public void Set(string key, TValue value, long bytes)
    {
        var size = bytes + (sizeof(char) * key.Length) + Overhead;
        lock (_changing)
        {
            if (size > _capacity)
            {
                Drop(key);
                return;
            }

            if (_slots.TryGetValue(key, out var slot))
            {
                _bytes += size - slot.Size;
                slot.Size = size;
                slot.Value = value;
            }
            else
            {
                slot = new Slot(key, value, size);
                slot.Turn = _turns.AddLast(slot);
                _slots[key] = slot;
                _bytes += size;
            }

            MakeRoom();
        }
    }

    public bool Remove(string key)
    {
        lock (_changing)
            return Drop(key);
    }

    private void MakeRoom()
    {
        while (_bytes > _capacity)
        {
            var oldest = _turns.First!;
            if (oldest.Value.Used)
            {
                oldest.Value.Used = false;
                _turns.Remove(oldest);
                _turns.AddLast(oldest);
            }
            else
            {
                Drop(oldest.Value.Key);
            }
        }
    }

    private bool Drop(string key)
    {
        if (!_slots.TryRemove(key, out var slot))
            return false;
        _turns.Remove(slot.Turn!);
        _bytes -= slot.Size;
        return true;
    }

    private sealed class Slot(string key, TValue value, long size)
    {
        private volatile bool _used;
        private volatile TValue _value = value;

        public string Key { get; } = key;

        public long Size { get; set; } = size;

        public LinkedListNode<Slot>? Turn { get; set; }

        public TValue Value
        {
            get => _value;
            set => _value = value;
        }

        public bool Used
        {
            get => _used;
            set => _used = value;
        }
    }
}
