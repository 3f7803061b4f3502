using System.Security.Cryptography;
using Registry.Jobs.Index;

namespace Registry.App.SparseIndex;

/// <summary>The <c>config.json</c> of the sparse index. Cargo asks for it first, each time.</summary>
internal sealed class IndexConfigurationFile(IndexConfiguration configuration)
{
    public const string Path = "config.json";

    private volatile IndexAnswer? _answer;

    /// <summary>Made at the first request, since the address is known only once it is listened on.</summary>
    public IndexAnswer Get()
    {
        if (_answer is { } made)
            return made;
        var content = configuration.ToJson();
        return _answer = IndexAnswer.Of(content, Convert.ToHexStringLower(SHA256.HashData(content)));
    }
}
