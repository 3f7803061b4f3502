namespace Registry.Data.Changes;

/// <summary>What the requester of a change was mailed about it. Of a change that comes to pass in time there is no mail.</summary>
public enum ChangeNotice
{
    /// <summary>It takes longer than it should.</summary>
    Late,

    /// <summary>An operator has stopped it.</summary>
    Stopped,

    /// <summary>It has come to pass after all.</summary>
    Usable,
}
