using System.Globalization;
using System.Text;
using System.Xml;
using Registry.Jobs;

namespace Registry.App.Feeds;

/// <summary>A version in a feed.</summary>
internal sealed record FeedEntry(string Crate, string Version, string? Description, string Author, DateTimeOffset At, bool Yanked);

/// <summary>Writes feeds as RFC 4287 has them.</summary>
internal static class AtomFeed
{
    private const string Namespace = "http://www.w3.org/2005/Atom";

    /// <param name="address">Where clients reach the registry.</param>
    /// <param name="self">The path of the feed.</param>
    /// <param name="page">The path of the page it stands for.</param>
    /// <param name="title">What it is called.</param>
    /// <param name="entries">The newest first.</param>
    public static byte[] Write(PublicUrl address, string self, string page, string title, IReadOnlyList<FeedEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement("feed", Namespace);
            xml.WriteElementString("id", Namespace, $"{address.Base}/{self}");
            xml.WriteElementString("title", Namespace, title);
            xml.WriteElementString("updated", Namespace, Time(entries.Count == 0 ? DateTimeOffset.UnixEpoch : entries.Max(entry => entry.At)));
            WriteLink(xml, "self", $"{address.Base}/{self}");
            WriteLink(xml, "alternate", $"{address.Base}/{page}");
            foreach (var entry in entries)
                WriteEntry(xml, address, entry);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private static void WriteEntry(XmlWriter xml, PublicUrl address, FeedEntry entry)
    {
        var page = $"{address.Base}/crates/{entry.Crate}/{entry.Version}";
        xml.WriteStartElement("entry", Namespace);
        xml.WriteElementString("id", Namespace, page);
        xml.WriteElementString("title", Namespace, $"{entry.Crate} {entry.Version}{(entry.Yanked ? " (yanked)" : "")}");
        xml.WriteElementString("updated", Namespace, Time(entry.At));
        WriteLink(xml, "alternate", page);
        xml.WriteStartElement("author", Namespace);
        xml.WriteElementString("name", Namespace, entry.Author);
        xml.WriteEndElement();
        if (entry.Description is { Length: > 0 } description)
            xml.WriteElementString("summary", Namespace, Sound(description));
        xml.WriteEndElement();
    }

    private static void WriteLink(XmlWriter xml, string relation, string address)
    {
        xml.WriteStartElement("link", Namespace);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    /// <summary>XML has no way to write some characters that a description may hold.</summary>
    private static string Sound(string text) => string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
