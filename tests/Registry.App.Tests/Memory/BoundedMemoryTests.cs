using Registry.App.Memory;
using Xunit;

namespace Registry.App.Tests.Memory;

public sealed class BoundedMemoryTests
{
    private const int Capacity = 100_000;

    [Fact]
    public void It_never_holds_more_than_it_may_whatever_is_done()
    {
        var memory = new BoundedMemory<byte[]>(Capacity);
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var key = $"key-{random.Next(2_000)}";
            switch (random.Next(4))
            {
                case 0:
                    memory.Remove(key);
                    break;
                case 1:
                    memory.TryGet(key, out _);
                    break;
                default:
                    memory.Set(key, [], random.Next(5_000));
                    break;
            }

            Assert.InRange(memory.Bytes, 0, Capacity);
        }

        foreach (var key in memory.Keys)
            Assert.True(memory.Remove(key));
        Assert.Equal(0, memory.Bytes);
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void What_is_asked_for_survives_a_flood_of_what_is_not()
    {
        var memory = new BoundedMemory<string>(Capacity);
        memory.Set("wanted", "value", 1_000);
        for (var i = 0; i < 10_000; i++)
        {
            memory.Set($"flood-{i}", "", 1_000);
            Assert.True(memory.TryGet("wanted", out var value));
            Assert.Equal("value", value);
        }
    }

    [Fact]
    public void The_last_value_of_a_key_counts_and_one_that_is_too_large_is_not_held()
    {
        var memory = new BoundedMemory<string>(Capacity);
        memory.Set("key", "first", 10);
        memory.Set("key", "second", 20);
        Assert.True(memory.TryGet("key", out var value));
        Assert.Equal("second", value);
        Assert.Equal(1, memory.Count);

        memory.Set("key", "huge", Capacity);
        Assert.False(memory.TryGet("key", out _));
        Assert.Equal(0, memory.Bytes);
    }

    [Fact]
    public async Task Many_at_once_leave_it_sound()
    {
        var memory = new BoundedMemory<string>(Capacity);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                var key = $"key-{random.Next(500)}";
                if (memory.TryGet(key, out var value))
                    Assert.Equal(key, value);
                else if (random.Next(3) == 0)
                    memory.Remove(key);
                else
                    memory.Set(key, key, random.Next(1_000));
            }
        })));

        Assert.InRange(memory.Bytes, 0, Capacity);
        foreach (var key in memory.Keys)
            memory.Remove(key);
        Assert.Equal(0, memory.Bytes);
    }
}
