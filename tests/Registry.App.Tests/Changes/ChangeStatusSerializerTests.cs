using System.Buffers;
using System.Text.Json;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

public sealed class ChangeStatusSerializerTests
{
    [Fact]
    public void A_status_passes_from_the_first_paint_to_the_circuit_whole()
    {
        var serializer = new ChangeStatusSerializer();
        var buffer = new ArrayBufferWriter<byte>();
        var status = Sample.Running(attempt: 2, lastError: "disk full");

        serializer.Persist(status, buffer);
        var restored = serializer.Restore(new ReadOnlySequence<byte>(buffer.WrittenMemory));

        Assert.Equal(status.Details, restored.Details);
        Assert.Equal(status.Stages, restored.Stages);
        Assert.Equal(status with { Stages = restored.Stages }, restored);
        Assert.Equal("worker-1", restored[StageName.SparseIndex].Worker);
        Assert.True(JsonDocument.Parse(buffer.WrittenMemory).RootElement.TryGetProperty("details", out _));
    }
}
