using System.Globalization;
using Registry.Git.Tests;
using Registry.Git.Tests.Packing;
using Xunit.MicrosoftTestingPlatform;

// The same executable is what the tests kill.
return args switch
{
    [CommittingProcess.Verb, var path, var files] => await CommittingProcess.RunAsync(path, int.Parse(files, CultureInfo.InvariantCulture)),
    [PackingProcess.Verb, var path] => await PackingProcess.RunAsync(path),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};
