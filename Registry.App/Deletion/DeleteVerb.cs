using System.CommandLine;
using Registry.App.Changes;
using Registry.App.Cli;
using Registry.App.Errors;
using Registry.App.Hosting;
using Registry.Data.Audit;

namespace Registry.App.Deletion;

/// <summary><c>crate delete</c>: as an admin does by a request, without limits.</summary>
internal static class DeleteVerb
{
    public static Command Command()
    {
        var name = new Argument<string>("NAME") { Description = "The crate." };
        var version = new Argument<string?>("VERSION") { Description = "One of its versions. Without: the crate, with all of them.", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string>("--reason") { Description = "Why. It is kept, and shown on the version's page.", Required = true };
        var delete = new Command("delete", "Deletes a crate or a version for good; workers do it. Prints the address of each status page.") { name, version, reason };
        delete.TreatUnmatchedTokensAsErrors = false;
        delete.SetAction(async (parsed, cancellationToken) =>
        {
            if (string.IsNullOrWhiteSpace(parsed.GetRequiredValue(reason)))
                throw new SettingException("--reason is empty.");
            var order = new DeletionOrder(parsed.GetRequiredValue(name), parsed.GetValue(version), parsed.GetRequiredValue(reason).Trim());
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            using var host = RegistryApplication.BuildWorker(new Roles(Web: false, Worker: false), Settings.Of(parsed), database);
            await DeleteAsync(host.Services, order, cancellationToken);
            return 0;
        });
        return delete;
    }

    private static async Task DeleteAsync(IServiceProvider services, DeletionOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var recorded = await services.GetRequiredService<DeletionRequests>()
                .RecordAsync(order, new Deleter(AuditActor.CommandLine, Caller: null), cancellationToken);
            var what = order.Version is null ? recorded.Crate : $"{recorded.Crate} {order.Version}";
            await Console.Error.WriteLineAsync($"The deletion of {what} is recorded; a worker brings it about.");
            foreach (var id in recorded.ChangeIds)
                Console.WriteLine(services.GetRequiredService<ChangeLinks>().StatusPage(id));
        }
        catch (RefusedException refused)
        {
            throw new CommandException($"{char.ToUpperInvariant(refused.Message[0])}{refused.Message[1..]}.");
        }
    }
}
