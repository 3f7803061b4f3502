namespace Registry.App.SignIn;

/// <summary>What pages and their actions ask of a role; see <see cref="Registry.Data.Accounts.Role"/>.</summary>
internal static class Policies
{
    /// <summary>Reads of crates: everybody, and in a private registry whoever has signed in.</summary>
    public const string Read = "Read";

    /// <summary>Sees jobs, workers and what else the registry does.</summary>
    public const string See = "See";

    /// <summary>Acts on jobs and queues.</summary>
    public const string Act = "Act";

    /// <summary>Manages people, crates and the index.</summary>
    public const string Administer = "Administer";
}
