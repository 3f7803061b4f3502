using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")]
[assembly: Xunit.AssemblyFixture(typeof(PostgresFixture))]
