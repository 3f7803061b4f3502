using System.Runtime.Versioning;
using Registry.EndToEnd.Tests.Running;
using Xunit.Sdk;
using Xunit.v3;

[assembly: UnsupportedOSPlatform("windows")]
[assembly: AssemblyFixture(typeof(Databases))]
[assembly: AssemblyFixture(typeof(Browser))]

// Each test keeps several processes busy; two at once would only wait for one another.
[assembly: Parallelization(Mode = ParallelMode.None)]
