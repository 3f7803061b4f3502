using Registry.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
