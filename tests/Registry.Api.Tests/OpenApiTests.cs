using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The description of the API says all that there is, and answers are as it says.</summary>
public sealed class OpenApiTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private static readonly string[] Roots = ["/api/", "/health/"];

    /// <summary>It is there to say that it is not.</summary>
    private static readonly string[] Undescribed = ["GET /api/v1/crates/new"];

    [Fact]
    public async Task It_is_a_sound_document()
    {
        var text = await Http.GetStringAsync("/openapi/v1.json", Cancelled);

        var read = OpenApiDocument.Parse(text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal("3.1.1", (string?)JsonNode.Parse(text)!["openapi"]);
        Assert.Equal(Registry.Url.AbsoluteUri.TrimEnd('/'), read.Document!.Servers![0].Url);
    }

    [Fact]
    public async Task Every_endpoint_is_in_it_with_a_summary_what_it_answers_and_how_it_refuses()
    {
        var paths = (await DocumentAsync())["paths"]!;
        var faults = new List<string>();
        foreach (var (method, path, endpoint) in Endpoints())
        {
            var operation = paths[path]?[method.ToLowerInvariant()];
            if (operation is null)
            {
                faults.Add($"{method} {path} is not described");
                continue;
            }

            var codes = operation["responses"]!.AsObject().Select(response => response.Key).ToList();
            if (string.IsNullOrWhiteSpace((string?)operation["summary"]))
                faults.Add($"{method} {path} has no summary: WithSummary");
            if (!codes.Any(code => code.StartsWith('2') && operation["responses"]![code]!["content"] is not null))
                faults.Add($"{method} {path} does not say what it answers: Produces");
            if (path.StartsWith("/api/", StringComparison.Ordinal))
                faults.AddRange(RefusalFaults(method, path, endpoint, operation, codes));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Nothing_is_in_it_that_is_not_there()
    {
        var known = Endpoints().Select(endpoint => $"{endpoint.Method} {endpoint.Path}").ToHashSet();
        var described = (await DocumentAsync())["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));
        Assert.Empty(described.Except(known));
    }

    [Fact]
    public async Task Answers_are_as_it_says()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("moor-line", "1.0.0"));
        var status = await PublishAsync("tide-tables", "1.0.0", new JsonObject { ["name"] = "moor-line", ["version_req"] = "^1" });
        await UntilDoneAsync(status);
        var document = await DocumentAsync();
        const string version = "/api/v1/crates/{name}/{version}";
        (string Method, string Operation, string Path)[] asked =
        [
            ("get", "/api/v1/crates", "/api/v1/crates?q=tide"),
            ("get", "/api/v1/crates/{name}", "/api/v1/crates/tide-tables"),
            ("get", "/api/v1/crates/{name}", "/api/v1/crates/nobody"),
            ("get", "/api/v1/crates/{name}/versions", "/api/v1/crates/tide-tables/versions"),
            ("get", version, "/api/v1/crates/tide-tables/1.0.0"),
            ("get", $"{version}/dependencies", "/api/v1/crates/tide-tables/1.0.0/dependencies"),
            ("get", $"{version}/status", status),
            ("get", "/api/v1/crates/{name}/reverse_dependencies", "/api/v1/crates/moor-line/reverse_dependencies"),
            ("get", "/api/v1/crates/{name}/owners", "/api/v1/crates/moor-line/owners"),
            ("get", "/api/v1/crates/{name}/owner_user", "/api/v1/crates/moor-line/owner_user"),
            ("get", "/api/v1/crates/{name}/owner_team", "/api/v1/crates/moor-line/owner_team"),
            ("get", "/api/v1/me/crate_owner_invitations", "/api/v1/me/crate_owner_invitations"),
            ("delete", $"{version}/yank", "/api/v1/crates/tide-tables/1.0.0/yank"),
            ("put", $"{version}/unyank", "/api/v1/crates/tide-tables/1.0.0/unyank"),
            ("get", "/health/ready", "/health/ready"),
        ];
        foreach (var (method, operation, path) in asked)
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
            request.Headers.TryAddWithoutValidation("Authorization", Token);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await Http.SendAsync(request, Cancelled);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled));
            var said = document["paths"]![operation]![method]!["responses"]![$"{(int)response.StatusCode}"];
            Assert.True(said is not null, $"{path}: {response.StatusCode} is not described");
            SchemaCheck.Matches(document, said!["content"]!["application/json"]!["schema"]!, answer, path);
        }
    }

    [Fact]
    public async Task In_a_private_registry_everything_needs_a_token()
    {
        await using var closed = await RegistryServer.StartAsync(Postgres, "--Registry:Private=true");
        var paths = JsonNode.Parse(await closed.Http.GetStringAsync("/openapi/v1.json", Cancelled))!["paths"]!;
        Assert.NotNull(paths["/api/v1/crates"]!["get"]!["security"]);
        Assert.Null((await DocumentAsync())["paths"]!["/api/v1/crates"]!["get"]!["security"]);
    }

    private static IEnumerable<string> RefusalFaults(string method, string path, RouteEndpoint endpoint, JsonNode operation, List<string> codes)
    {
        var needsToken = endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null;
        if (needsToken != codes.Contains("401") || needsToken != operation["security"] is not null)
            yield return $"{method} {path} does not say whether it needs a token";
        if (!codes.Any(code => code is "400" or "403" or "404"))
            yield return $"{method} {path} does not say how it refuses: Refuses";
        foreach (var code in codes.Where(code => code.StartsWith('4') && code != "416" || code.StartsWith('5')))
        {
            if (!operation["responses"]![code]!.ToJsonString().Contains("#/components/schemas/ApiError\"", StringComparison.Ordinal))
                yield return $"{method} {path} does not answer {code} as errors are answered";
        }
    }

    private IEnumerable<(string Method, string Path, RouteEndpoint Endpoint)> Endpoints() =>
        Registry.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(method => method != "HEAD").Select(method => (Method: method, Path: PathOf(endpoint), Endpoint: endpoint)))
            .Where(found => Roots.Any(root => found.Path.StartsWith(root, StringComparison.Ordinal)) && !Undescribed.Contains($"{found.Method} {found.Path}"))
            .Distinct();

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(
        segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            _ => "",
        }))));

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await Http.GetStringAsync("/openapi/v1.json", Cancelled))!;
}
