using System.Runtime.Versioning;
using Registry.EndToEnd.Tests.Running;

[assembly: UnsupportedOSPlatform("windows")]
[assembly: AssemblyFixture(typeof(Databases))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Browser))]
