using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Registry.Testing;

/// <summary>What a browser without scripts does with the registry's pages: keeps cookies, and sends forms with their hidden fields.</summary>
public sealed partial class BrowserClient : IDisposable
{
    private readonly HttpClient _http;

    public BrowserClient(Uri registry)
    {
        Cookies = new CookieContainer();
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = registry };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; }

    /// <summary>What each request brings besides.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    /// <summary>Follows no redirect.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) => _http.GetAsync(path, cancellationToken);

    /// <summary>Fetches a page and sends its form.</summary>
    /// <param name="path">The page.</param>
    /// <param name="form">The form's name; it is sent to where the page is.</param>
    /// <param name="fields">What is filled in.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<HttpResponseMessage> SubmitAsync(
        string path, string form, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken) =>
        await SubmitReadAsync(path, await _http.GetStringAsync(path, cancellationToken), form, fields, cancellationToken);

    /// <summary>Sends the form of a page that was fetched before: what has happened since is not on it.</summary>
    public async Task<HttpResponseMessage> SubmitReadAsync(
        string path, string page, string form, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        var token = AntiforgeryField().Match(page);
        if (!token.Success)
            throw new InvalidOperationException($"{path} has no form.");
        using var content = new FormUrlEncodedContent(
            [.. fields, new("_handler", form), new("__RequestVerificationToken", token.Groups[1].Value)]);
        return await _http.PostAsync(path, content, cancellationToken);
    }

    /// <summary>Sends the button of the menu that ends the session.</summary>
    public async Task<HttpResponseMessage> SignOutAsync(CancellationToken cancellationToken)
    {
        var token = AntiforgeryField().Match(await _http.GetStringAsync("/", cancellationToken)).Groups[1].Value;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        return await _http.PostAsync("/sign-out", content, cancellationToken);
    }

    public Task<HttpResponseMessage> SignInAsync(
        string login, string password, CancellationToken cancellationToken, string path = "/sign-in") =>
        SubmitAsync(path, "sign-in", new Dictionary<string, string> { ["Login"] = login, ["Password"] = password }, cancellationToken);

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
