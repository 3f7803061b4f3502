using Registry.Data.Accounts;

namespace Registry.App.Admin.Users;

/// <summary>What an account may be in for.</summary>
internal enum UserState
{
    Active,
    Locked,
    Disabled,
}

/// <summary>Which accounts are wanted; all of them when nothing is said.</summary>
internal sealed record UserSearch
{
    /// <summary>A part of the login or of the address.</summary>
    public string? Text { get; init; }

    public Role? Role { get; init; }

    public UserState? State { get; init; }

    /// <summary>The login that the page before ended with.</summary>
    public string? After { get; init; }

    public bool IsEverybody => (this with { After = null }) == new UserSearch();

    /// <summary>As an address has it; answers what is wrong with it, or null.</summary>
    public static string? Read(string? text, string? role, string? state, string? after, out UserSearch search)
    {
        search = new UserSearch();
        if (!TryName<Role>(role, out var wantedRole))
            return $"there is no role `{role}`; there are {Names<Role>()}";
        if (!TryName<UserState>(state, out var wantedState))
            return $"there is no state `{state}`; there are {Names<UserState>()}";
        if (text?.Any(char.IsControl) == true || after?.Any(char.IsControl) == true)
            return "there is a control character in it";
        search = new UserSearch { Text = Said(text), Role = wantedRole, State = wantedState, After = Said(after) };
        return null;
    }

    /// <summary>As data has it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A number is no name.</summary>
    public static bool TryName<T>(string? name, out T? value)
        where T : struct, Enum
    {
        value = Said(name) is { } said ? Enum.GetValues<T>().Cast<T?>().FirstOrDefault(known => NameOf(known!.Value).Equals(said, StringComparison.OrdinalIgnoreCase)) : null;
        return value is not null || Said(name) is null;
    }

    public static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(NameOf));

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
