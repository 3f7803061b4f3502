using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Registry.App.Crates.Readmes;

/// <summary>Renders a README as GitHub would, and takes out what a stranger's text must not do to a page.</summary>
internal static class ReadmeRenderer
{
    /// <summary>Nobody reads further, and whoever publishes must not make the registry work for long.</summary>
    private const int MaxLength = 256 * 1024;

    /// <summary>Deeper than people write; what walks the elements would run out of stack much later.</summary>
    private const int MaxDepth = 100;

    /// <summary>Elements that are never closed cost time with the square of their number.</summary>
    private const int MaxTags = 8_000;

    /// <summary>The same goes for brackets that are never closed.</summary>
    private const int MaxBrackets = 10_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoLinks().UseTaskLists().UseFootnotes().UseAlertBlocks()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    /// <param name="text">The README.</param>
    /// <param name="page">The path of the page it is shown on, below the base address.</param>
    /// <param name="files">Where relative links lead; null when that is not known.</param>
    public static string Render(string text, string page, RepositoryFiles? files)
    {
        var readable = text.Length > MaxLength ? text[..MaxLength] : text;
        return readable.AsSpan().Count('[') <= MaxBrackets && ToHtml(readable) is { } html && html.AsSpan().Count('<') <= MaxTags && Parse(html) is { } parsed
            ? ReadmeSanitizer.Sanitize(parsed, page, files)
            : $"<pre tabindex=\"0\">{WebUtility.HtmlEncode(readable)}</pre>";
    }

    /// <summary>Null when its blocks lie too deep within one another.</summary>
    private static string? ToHtml(string text)
    {
        try
        {
            var document = Markdown.Parse(text, Pipeline);
            foreach (var table in document.Descendants<Table>())
                AlignByAttributes(table);
            using var writer = new StringWriter();
            var renderer = new HtmlRenderer(writer);
            Pipeline.Setup(renderer);
            renderer.ObjectRenderers.ReplaceOrAdd<HtmlTaskListRenderer>(new Box());
            renderer.Render(document);
            return writer.ToString();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Null when its elements lie too deep within one another.</summary>
    private static IHtmlDocument? Parse(string html)
    {
        var document = new HtmlParser().ParseDocument(html);
        var depth = 0;
        for (INode? node = document.Body; node is not null;)
        {
            if (node.FirstChild is { } child)
            {
                node = child;
                if (++depth > MaxDepth)
                    return null;
                continue;
            }

            while (node is not null && node.NextSibling is null)
            {
                node = node == document.Body ? null : node.Parent;
                depth--;
            }

            node = node == document.Body ? null : node?.NextSibling;
        }

        return document;
    }

    /// <summary>Columns would otherwise be aligned by styles, which no page may have within it.</summary>
    private static void AlignByAttributes(Table table)
    {
        foreach (var row in table.OfType<TableRow>())
        {
            foreach (var (cell, column) in row.OfType<TableCell>().Zip(table.ColumnDefinitions))
            {
                if (column.Alignment is { } alignment)
                    cell.GetAttributes().AddProperty("align", alignment.ToString().ToLowerInvariant());
            }
        }

        foreach (var column in table.ColumnDefinitions)
            column.Alignment = null;
    }

    /// <summary>A README has no controls.</summary>
    private sealed class Box : HtmlObjectRenderer<TaskList>
    {
        protected override void Write(HtmlRenderer renderer, TaskList obj) => renderer.Write(obj.Checked ? "☑" : "☐");
    }
}
