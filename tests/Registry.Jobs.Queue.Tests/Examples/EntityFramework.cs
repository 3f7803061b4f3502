using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class EntityFramework(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_job_is_added_in_a_transaction_of_Entity_Framework_Core()
    {
        await ExecuteAsync("CREATE TABLE users (id bigint PRIMARY KEY, welcomed boolean NOT NULL DEFAULT false)");
        var (queue, cancellationToken, user) = (Client.Queue, Cancelled, new User { Id = 7 });
        await using var database = new UsersContext(ConnectionString);

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        database.Users.Add(user);
        await database.SaveChangesAsync(cancellationToken);
        await queue.EnqueueAsync(transaction.GetDbTransaction(), MailJobs.Welcome, new Welcome(user.Id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(MailJobs.Welcome);

        Assert.Equal(1, await QueryAsync<long>("SELECT count(*) FROM users"));
        Assert.Equal("{\"userId\": 7}", (await JobAsync("user:7")).Arguments);
    }

    private sealed class User
    {
        public long Id { get; init; }

        public bool Welcomed { get; init; }
    }

    private sealed class UsersContext(string connectionString) : DbContext
    {
        public DbSet<User> Users => Set<User>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(connectionString);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<User>(user =>
        {
            user.ToTable("users");
            user.Property(one => one.Id).HasColumnName("id");
            user.Property(one => one.Welcomed).HasColumnName("welcomed");
        });
    }
}
