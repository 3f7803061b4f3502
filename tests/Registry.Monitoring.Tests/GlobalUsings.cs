global using Registry.Testing;
global using Xunit;
