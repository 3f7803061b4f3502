using Microsoft.AspNetCore.Components.Forms;

namespace Registry.App.Tests.Ui;

/// <summary>Forms that are only looked at carry no token.</summary>
internal sealed class NoAntiforgery : AntiforgeryStateProvider
{
    public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
}
