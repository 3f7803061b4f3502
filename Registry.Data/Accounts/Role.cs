namespace Registry.Data.Accounts;

/// <summary>What an account may do in the registry as a whole. Each may do what those before it may.</summary>
public enum Role
{
    /// <summary>Publishes crates and manages those it owns.</summary>
    Author,

    /// <summary>Sees jobs, workers and what else the registry does.</summary>
    Viewer,

    /// <summary>Acts on jobs and queues.</summary>
    Operator,

    /// <summary>Does everything: people, crates and settings too.</summary>
    Admin,
}
