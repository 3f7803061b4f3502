using System.Text.Json;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

public sealed class ChangeStatusTests
{
    [Fact]
    public void A_status_passes_from_the_first_paint_to_the_circuit_whole()
    {
        var status = Sample.Running(attempt: 2, lastError: "disk full");

        var restored = JsonSerializer.Deserialize<ChangeStatus>(JsonSerializer.Serialize(status, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;

        Assert.Equal(status.Details, restored.Details);
        Assert.Equal(status.Stages, restored.Stages);
        Assert.Equal(status with { Stages = restored.Stages }, restored);
    }
}
