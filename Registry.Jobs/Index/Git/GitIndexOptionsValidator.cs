using System.Buffers;
using LibGit2Sharp;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git.Remotes;

namespace Registry.Jobs.Index.Git;

internal sealed class GitIndexOptionsValidator : IValidateOptions<GitIndexOptions>
{
    /// <summary>What git drops from or refuses in a name or an address.</summary>
    private static readonly SearchValues<char> NotInIdentity = SearchValues.Create("<>\n\r\0");

    public ValidateOptionsResult Validate(string? name, GitIndexOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrEmpty(options.Branch) || options.Branch is "HEAD" || options.Branch.StartsWith('-')
            || !Reference.IsValidName(options.Reference))
            faults.Add($"{GitIndexOptions.Section}:{nameof(options.Branch)} is `{options.Branch}`, which is no name for a branch.");
        CheckIdentity(options.CommitterName, nameof(options.CommitterName), faults);
        CheckIdentity(options.CommitterEmail, nameof(options.CommitterEmail), faults);
        faults.AddRange(RemoteSettings.Faults(options));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckIdentity(string? value, string key, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(value) || value.AsSpan().ContainsAny(NotInIdentity))
            faults.Add($"{GitIndexOptions.Section}:{key} is `{value}`, which is empty or contains `<`, `>` or a line break.");
    }
}
