using System.Text;

namespace Registry.Publishing.Tests;

/// <summary>Tar blocks that no library writes.</summary>
internal static class RawTar
{
    public const string Ustar = "ustar\000";
    public const string Gnu = "ustar  \0";

    public static byte[] Header(string name, long size, char type = '0', string magic = Ustar) =>
        Header(Encoding.UTF8.GetBytes(name), size, type, magic);

    public static byte[] Header(byte[] name, long size, char type = '0', string magic = Ustar)
    {
        var block = new byte[512];
        name.CopyTo(block, 0);
        Put(block, 100, "0000644\0");
        Put(block, 108, "0000000\0");
        Put(block, 116, "0000000\0");
        Put(block, 124, Convert.ToString(size, 8).PadLeft(11, '0') + '\0');
        Put(block, 136, "10660374610\0");
        Put(block, 148, "        ");
        block[156] = (byte)type;
        Put(block, 257, magic);
        Put(block, 148, Convert.ToString(block.Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        return block;
    }

    public static byte[] File(string name, string text, char type = '0', string magic = Ustar) =>
        [.. Header(name, Encoding.UTF8.GetByteCount(text), type, magic), .. Padded(text)];

    /// <summary>An extended header for the next entry.</summary>
    public static byte[] Pax(params (string Key, string Value)[] records) =>
        File("pax", string.Concat(records.Select(record => Record(record.Key, record.Value))), 'x');

    private static string Record(string key, string value)
    {
        var rest = $" {key}={value}\n";
        var length = rest.Length + 1;
        while ($"{length}{rest}".Length != length)
            length++;
        return $"{length}{rest}";
    }

    private static byte[] Padded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes, .. new byte[(512 - (bytes.Length % 512)) % 512]];
    }

    private static void Put(byte[] block, int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(block, at);
}
