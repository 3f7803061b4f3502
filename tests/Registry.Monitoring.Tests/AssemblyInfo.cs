using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
