namespace Registry.App.Ui;

/// <summary>Put on a static page with a part that is kept up to date over a circuit, so that the page brings the script for it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class HasLivePartAttribute : Attribute;
