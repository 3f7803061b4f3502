using System.CommandLine;
using Registry.App.Cli;
using Registry.Data.Crates;
using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Index;

/// <summary>What <c>verify</c> and <c>repair</c> look at: some crates or all, and which stored files.</summary>
internal sealed class AuditArguments
{
    private readonly Argument<string[]> _crates = new("crate")
    {
        Description = "Look at these crates only.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _files = new("--files")
    {
        Description = "Which stored .crate files are read and compared: sample, all or none.",
        DefaultValueFactory = _ => "sample",
    };

    public AuditArguments() => _files.AcceptOnlyFromAmong("sample", "all", "none");

    public void AddTo(Command command)
    {
        command.Arguments.Add(_crates);
        command.Options.Add(_files);
    }

    public FileScope Files(ParseResult parsed) => Enum.Parse<FileScope>(parsed.GetRequiredValue(_files), ignoreCase: true);

    /// <summary>Null for all.</summary>
    /// <exception cref="CommandException">There is no such crate.</exception>
    public async Task<IReadOnlyCollection<long>?> CratesAsync(ParseResult parsed, CrateIds ids, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_crates) is not { Length: > 0 } names)
            return null;
        var known = await ids.OfNamesAsync(names, cancellationToken);
        return names.FirstOrDefault(name => !known.ContainsKey(CrateName.Canonicalize(name))) is { } unknown
            ? throw new CommandException($"There is no crate `{unknown}`.")
            : [.. known.Values];
    }
}
