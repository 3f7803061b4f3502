namespace Registry.App.Accounts;

/// <summary>What a password must be. Length is what counts; rules about kinds of characters only make people write them down.</summary>
internal static class PasswordRules
{
    public const int MinLength = 10;

    public static string Sentence => $"At least {MinLength} characters, anything you like.";

    public static string TooShort => $"The password must be at least {MinLength} characters long.";
}
