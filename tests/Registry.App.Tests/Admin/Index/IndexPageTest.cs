using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Index;
using Registry.App.SignIn;

namespace Registry.App.Tests.Admin.Index;

/// <summary>Opens the page of the index as an admin who has signed in with a browser.</summary>
public abstract class IndexPageTest : LivePageTest
{
    protected IndexPageTest()
        : this(new FakeIndex())
    {
    }

    private IndexPageTest(FakeIndex index)
        : base(
            "grace", services => services.AddSingleton<IIndexReader>(index).AddSingleton<IIndexActions>(index), Policies.See, Policies.Act, Policies.Administer) =>
        Index = index;

    internal FakeIndex Index { get; }

    internal static string Chip(IRenderedComponent<IndexPage> page) => page.Find(".ops-title .chip").TextContent;

    internal static IElement Card(IRenderedComponent<IndexPage> page, string title) =>
        page.FindAll(".upkeep > li").Single(card => card.QuerySelector("h3")!.TextContent == title);

    internal static IElement Button(IRenderedComponent<IndexPage> page, string title) => Card(page, title).QuerySelector("button")!;

    /// <summary>The words by which a disabled button says why it is; null for one that can be pressed.</summary>
    internal static string? WhyNot(IRenderedComponent<IndexPage> page, string title) =>
        Button(page, title) is var button && button.HasAttribute("disabled") ? Changes.ChangePageTest.Text(page.Find($"#{button.GetAttribute("aria-describedby")}")) : null;
}
