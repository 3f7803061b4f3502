using Microsoft.Extensions.Options;

namespace Registry.App.SignIn;

internal sealed class SignInOptionsValidator : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        var faults = new List<string>();
        if (options.SessionLength < TimeSpan.FromMinutes(5) || options.SessionLength > TimeSpan.FromDays(365))
            faults.Add($"SignIn:SessionLength is {options.SessionLength}; choose five minutes to a year, such as 14.00:00:00.");
        if (options.RevalidationInterval < TimeSpan.FromSeconds(1) || options.RevalidationInterval > TimeSpan.FromMinutes(10))
            faults.Add($"SignIn:RevalidationInterval is {options.RevalidationInterval}; choose a second to ten minutes, such as 00:00:30.");
        if (options.MaxFailures is < 3 or > 1000)
            faults.Add($"SignIn:MaxFailures is {options.MaxFailures}; choose 3 to 1000.");
        if (options.Lockout < TimeSpan.FromSeconds(1) || options.Lockout > TimeSpan.FromDays(1))
            faults.Add($"SignIn:Lockout is {options.Lockout}; choose a second to a day, such as 00:15:00.");
        if (options.AttemptsPerMinute is < 5 or > 100_000)
            faults.Add($"SignIn:AttemptsPerMinute is {options.AttemptsPerMinute}; choose 5 to 100000.");
        if (!options.Passwords && !options.OpenIdConnect.IsSet)
            faults.Add("SignIn:Passwords is false and SignIn:OpenIdConnect:Authority is not set; nobody could sign in. Set one of them.");
        if (!options.Passwords && options.SignUp)
            faults.Add("SignIn:SignUp is true and SignIn:Passwords is false; accounts come from the provider then, so leave SignUp out.");
        faults.AddRange(options.OpenIdConnect.Faults());
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
