using System.Text.RegularExpressions;
using Npgsql;

namespace Registry.App.Admin.Settings;

/// <summary>Keeps secrets among the settings from being shown.</summary>
internal static partial class Secrets
{
    /// <summary>What stands where a secret is.</summary>
    public const string Hidden = "set, and not shown";

    /// <summary>The last parts of the keys of secrets.</summary>
    private static readonly string[] Names = ["Password", "Secret", "ClientSecret", "SecretKey", "AccessKey", "RoutingKey"];

    /// <summary>An address that alone lets one send.</summary>
    private static readonly string[] Keys = ["Paging:Webhook:Url"];

    /// <summary>Whether the value as a whole is a secret.</summary>
    public static bool IsSecret(string key) =>
        Names.Contains(key.Split(':')[^1], StringComparer.OrdinalIgnoreCase) || Keys.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value as it may be shown.</summary>
    public static string Shown(string key, string value) =>
        value.Length == 0 ? value
        : IsSecret(key) ? Hidden
        : key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase) ? WithoutPassword(value)
        : WithoutUser(value);

    /// <summary>An address without what one signs in with.</summary>
    public static string WithoutUser(string address) => UserInfo().Replace(address, "…@");

    private static string WithoutPassword(string connectionString)
    {
        try
        {
            var shown = new NpgsqlConnectionStringBuilder(connectionString);
            shown.Remove("Password");
            shown.Remove("SSL Password");
            shown.Remove("Options");
            return shown.ConnectionString;
        }
        catch (ArgumentException)
        {
            return Hidden;
        }
    }

    [GeneratedRegex(@"(?<=://)[^/?#\s]*@")]
    private static partial Regex UserInfo();
}
