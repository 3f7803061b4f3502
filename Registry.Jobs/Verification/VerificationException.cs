namespace Registry.Jobs.Verification;

/// <summary>What clients get is not what was accepted.</summary>
internal sealed class VerificationException(string message) : Exception(message);
