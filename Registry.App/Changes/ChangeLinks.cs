using Registry.Jobs;

namespace Registry.App.Changes;

/// <summary>Links to where a change can be followed.</summary>
internal sealed class ChangeLinks(PublicUrl publicUrl)
{
    public Uri StatusPage(string changeId) => new($"{publicUrl.Base}/changes/{changeId}");

    /// <summary>The same, for programs.</summary>
    public Uri Data(string changeId) => new($"{publicUrl.Base}/api/v1/changes/{changeId}");
}
