global using Registry.Jobs.Queue.FaultTests.Rig;
global using Registry.Testing;
global using Xunit;
