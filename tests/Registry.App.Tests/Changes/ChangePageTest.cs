using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Registry.App.Changes;

namespace Registry.App.Tests.Changes;

/// <summary>Opens the page of a change, and reads it as a person does.</summary>
public abstract class ChangePageTest : PageTest
{
    internal IRenderedComponent<ChangePage> Open(ChangeStatus? change)
    {
        Feed.Now = change;
        return Render<ChangePage>(page => page.Add(p => p.Id, Sample.Id));
    }

    internal static string Sentence(IRenderedComponent<ChangePage> page) => Text(page.Find("[role=status]"));

    internal static string Chip(IRenderedComponent<ChangePage> page) => Text(page.Find(".chip"));

    /// <summary>State and title of each station, such as "done Accepted".</summary>
    internal static string[] Track(IRenderedComponent<ChangePage> page) =>
        [.. page.FindAll(".station").Select(station => $"{State(station)} {station.QuerySelector("h2")!.ChildNodes[0].TextContent}")];

    /// <summary>What is said at a station, counted from 0.</summary>
    internal static string Said(IRenderedComponent<ChangePage> page, int station) => Text(page.FindAll(".station")[station].QuerySelector("p")!);

    internal static string Note(IRenderedComponent<ChangePage> page) => Text(page.Find(".note"));

    /// <summary>The words as they stand on the screen: blocks do not run into one another.</summary>
    internal static string Text(IElement element)
    {
        var blocks = element.Descendants<IText>().GroupBy(text => text.ParentElement!.Closest("div, p, dt, dd, td, th, li, h2, summary, pre"));
        return string.Join(' ', string.Join(' ', blocks.Select(block => string.Concat(block.Select(text => text.Data)))).Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What stands in the document's head. Open it before the page.</summary>
    internal IRenderedComponent<HeadOutlet> Head() => Render<HeadOutlet>();

    private static string State(IElement station) => station.ClassList.Single(name => name != "station");
}
