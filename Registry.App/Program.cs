using Registry.App.Cli;

return await RegistryCommandLine.RunAsync(args);
