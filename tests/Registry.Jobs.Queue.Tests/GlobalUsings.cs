global using Registry.Jobs.Queue.Tests.Support;
global using Registry.Testing;
global using Xunit;
