using Registry.Jobs;

namespace Registry.App.Changes;

/// <summary>Links to where a change can be followed.</summary>
internal sealed class ChangeLinks(PublicUrl publicUrl)
{
    public Uri StatusPage(string changeId) => new($"{publicUrl.Base}/changes/{changeId}");
}
