using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Registry.App.Publishing;
using Registry.App.Storage;

namespace Registry.Publishing.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task The_settings_reach_the_reader()
    {
        var directory = Directory.CreateTempSubdirectory("registry-data-");
        try
        {
            using var host = Build(directory.FullName, ("Publish:MaxMetadataBytes", "10"), ("Storage:Kind", "FileSystem"));
            await host.StartAsync(TestContext.Current.CancellationToken);
            var reader = host.Services.GetRequiredService<PublishRequestReader>();
            var refusal = await Assert.ThrowsAsync<PublishRefusedException>(
                () => reader.ReadAsync(
                    new MemoryStream(Upload.Length(11)), (_, _) => Task.FromResult(new PublishLimits()), TestContext.Current.CancellationToken));
            Assert.Equal(413, refusal.StatusCode);
            var temporary = host.Services.GetRequiredService<ICrateStorage>().NewTemporaryFile();
            Assert.StartsWith(Path.Combine(directory.FullName, "crates"), temporary, StringComparison.Ordinal);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Publish:MaxMetadataBytes", "0")]
    [InlineData("Publish:MaxCrateBytes", "-1")]
    [InlineData("Publish:MaxUnpackedBytes", "0")]
    [InlineData("Publish:MaxEntries", "many")]
    [InlineData("Storage:Kind", "Tape")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string value)
    {
        using var host = Build(Path.GetTempPath(), (key, value));
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.True(fault is OptionsValidationException or InvalidOperationException, fault.ToString());
        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }

    private static IHost Build(string dataDirectory, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddCrateStorage(dataDirectory).AddUploads().AddPublishRequestReader();
        return builder.Build();
    }
}
