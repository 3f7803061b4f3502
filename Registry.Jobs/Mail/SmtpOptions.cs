namespace Registry.Jobs.Mail;

/// <summary>How mail is handed over.</summary>
internal sealed class SmtpOptions
{
    public string? Host { get; set; }

    /// <summary>Null: 587 with <see cref="SmtpSecurity.StartTls"/>, 465 with <see cref="SmtpSecurity.Tls"/>, else 25.</summary>
    public int? Port { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>What is wrong with these settings, which stand in a section.</summary>
    public IEnumerable<string> Faults(string section)
    {
        if (Port is { } port and not (> 0 and < 65536))
            yield return $"{section}:Port is {port}; give a number from 1 to 65535.";
        if (string.IsNullOrEmpty(Username) != string.IsNullOrEmpty(Password))
            yield return $"Of {section}:Username and {section}:Password one is set; set both, or neither.";
    }

    public int EffectivePort => Port ?? Security switch
    {
        SmtpSecurity.StartTls => 587,
        SmtpSecurity.Tls => 465,
        _ => 25,
    };
}

/// <summary>How the connection to the mail server is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>TLS after STARTTLS; a server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
