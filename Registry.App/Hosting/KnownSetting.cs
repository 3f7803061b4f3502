using System.Globalization;

namespace Registry.App.Hosting;

/// <summary>A setting of a section that is the registry's own.</summary>
/// <param name="Key">Its key; a part of it may be <see cref="AnyName"/>.</param>
/// <param name="Type">What its value is read as.</param>
/// <param name="Default">What goes where it is not set; null for nothing.</param>
internal sealed record KnownSetting(string Key, Type Type, object? Default = null)
{
    /// <summary>Stands in a key for a name that operators choose.</summary>
    public const string AnyName = "NAME";

    private readonly string[] _parts = Key.Split(':');

    /// <summary>Keys are the same in capitals and in small letters.</summary>
    public bool Is(string key) => For(key).Equals(key, StringComparison.OrdinalIgnoreCase);

    /// <summary>The key with the names that <paramref name="key"/> has.</summary>
    public string For(string key)
    {
        var parts = key.Split(':');
        return parts.Length != _parts.Length
            ? Key
            : string.Join(':', _parts.Zip(parts, (known, given) => known == AnyName && given.Length > 0 ? given : known));
    }

    /// <summary>What the value would have to be, in words; null when it is that.</summary>
    public string? Fault(string value)
    {
        var type = Nullable.GetUnderlyingType(Type) ?? Type;
        if (type == typeof(bool))
            return bool.TryParse(value, out _) ? null : "give true or false";
        if (type == typeof(int))
            return int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : $"give a whole number, at most {int.MaxValue}";
        if (type == typeof(long))
            return long.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "give a whole number";
        if (type == typeof(TimeSpan))
            return TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "give a time such as 00:01:00";
        if (type == typeof(Uri))
            return Uri.TryCreate(value, UriKind.Absolute, out _) ? null : "give an address such as https://crates.example.com";
        if (!type.IsEnum || Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase))
            return null;
        var names = Enum.GetNames(type);
        return names.Length == 1 ? $"the only value is {names[0]}" : $"the values are {string.Join(", ", names)}";
    }
}
