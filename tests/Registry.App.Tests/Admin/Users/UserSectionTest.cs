using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Registry.App.Admin.Users;
using Registry.App.SignIn;

namespace Registry.App.Tests.Admin.Users;

/// <summary>Shows parts of the page of one user. What they do to accounts is tested with a database.</summary>
public abstract class UserSectionTest : FormTest
{
    protected UserSectionTest()
        : this(new SignInOptions())
    {
    }

    private UserSectionTest(SignInOptions options)
        : base(services => services.AddSingleton(Options.Create(options)).AddSingleton(new UserDesk(null!, null!, null!, null!, null!))) => SignIn = options;

    internal SignInOptions SignIn { get; }

    internal IRenderedComponent<T> Section<T>(UserReading reading)
        where T : UserSection => Show<T>(section => section.Add(shown => shown.Reading, reading));

    internal static IElement Button<T>(IRenderedComponent<T> section, string value)
        where T : UserSection => section.Find($"button[value={value}]");

    internal static string? Fault<T>(IRenderedComponent<T> section)
        where T : UserSection => section.FindAll("[role=alert]").SingleOrDefault()?.TextContent;
}
