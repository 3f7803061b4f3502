namespace Registry.App.Hosting;

/// <summary>A setting is wrong; the message is one line that names its key and says what to do.</summary>
internal sealed class SettingException(string message) : Exception(message);
