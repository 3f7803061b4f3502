namespace Registry.App.Ui;

/// <summary>The five states a person tells apart, each with its colour, its mark and its icon in the tab.</summary>
public enum Tone
{
    /// <summary>Hollow ring.</summary>
    Waiting,

    /// <summary>Diamond.</summary>
    Running,

    /// <summary>Triangle: waiting, after a failure.</summary>
    Retrying,

    /// <summary>Square.</summary>
    Stopped,

    /// <summary>Disc: arrived.</summary>
    Live,
}

internal static class ToneNames
{
    /// <summary>The tone as style sheets and icons name it.</summary>
    public static string Name(this Tone tone) => tone.ToString().ToLowerInvariant();
}
