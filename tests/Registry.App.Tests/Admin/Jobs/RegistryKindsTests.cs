using System.Reflection;
using Registry.Jobs;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

/// <summary>What is put back is put back as its kind says, also by a process that runs no jobs.</summary>
public sealed class RegistryKindsTests
{
    [Fact]
    public void Every_kind_of_the_registry_is_known()
    {
        var declared = typeof(RegistryKinds).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(property => property.PropertyType.IsAssignableTo(typeof(JobKind)))
            .Select(property => ((JobKind)property.GetValue(null)!).Name);
        Assert.Equal(declared.Order(), RegistryKinds.All.Select(kind => kind.Name).Order());
    }
}
