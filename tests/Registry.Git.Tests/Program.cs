using Registry.Git.Tests;
using Xunit.MicrosoftTestingPlatform;

// The same executable is the writer that the tests kill.
return args is [CommittingProcess.Verb, var path]
    ? await CommittingProcess.RunAsync(path)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
