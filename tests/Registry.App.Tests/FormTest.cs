using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Forms.Mapping;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Registry.Data.Accounts;

namespace Registry.App.Tests;

/// <summary>Shows forms that are sent without a circuit, and what comes back when they were sent.</summary>
public abstract class FormTest : PageTest
{
    private readonly PostedForm _posted;

    protected FormTest(Action<IServiceCollection>? more = null)
        : this(new PostedForm(), more)
    {
    }

    private FormTest(PostedForm posted, Action<IServiceCollection>? more)
        : base(services =>
        {
            services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>();
            services.AddSingleton<IFormValueMapper>(posted);
            services.AddSupplyValueFromFormProvider();
            more?.Invoke(services);
        })
    {
        _posted = posted;
        BeSignedIn(Role.Admin);
    }

    internal DefaultHttpContext Http { get; } = new();

    /// <summary>The request comes from a browser in which somebody with this role has signed in.</summary>
    internal void BeSignedIn(Role role) => Http.User = new ClaimsPrincipal(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, "1"), new(ClaimTypes.Name, "grace"), new(ClaimTypes.Role, role.ToString())], IdentityConstants.ApplicationScheme));

    /// <summary>What is written into the form of that name. Do it before it is shown.</summary>
    internal void Fill(string form, params (string Name, object Value)[] fields) =>
        (_posted.Form, _posted.Fields) = (form, fields.ToDictionary(field => field.Name, field => field.Value));

    internal IRenderedComponent<T> Show<T>(Action<ComponentParameterCollectionBuilder<T>> parameters)
        where T : IComponent => Render<T>(shown =>
        {
            shown.AddCascadingValue<HttpContext>(Http);
            parameters(shown);
        });

    private sealed class PostedForm : IFormValueMapper
    {
        public string? Form { get; set; }

        public Dictionary<string, object> Fields { get; set; } = [];

        public bool CanMap(Type valueType, string scopeName, string? formName) => formName == Form;

        public void Map(FormValueMappingContext context) => context.SetResult(Fields.GetValueOrDefault(context.ParameterName));
    }

    /// <summary>Requests from elsewhere are refused by the server, which is not here.</summary>
    private sealed class NoAntiforgery : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }
}
