using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;
using Registry.Jobs.Queue;

#nullable disable

namespace Registry.Migrations
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateTable(
                name: "audit_log",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<long>(type: "bigint", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    token_id = table.Column<long>(type: "bigint", nullable: true),
                    token_name = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    crate = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<string>(type: "text", nullable: true),
                    details = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_log", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "crate_limits",
                columns: table => new
                {
                    canonical_name = table.Column<string>(type: "text", nullable: false),
                    max_crate_bytes = table.Column<int>(type: "integer", nullable: true),
                    max_unpacked_bytes = table.Column<long>(type: "bigint", nullable: true),
                    max_entries = table.Column<int>(type: "integer", nullable: true),
                    max_features = table.Column<int>(type: "integer", nullable: true),
                    max_dependencies = table.Column<int>(type: "integer", nullable: true),
                    max_versions_per_day = table.Column<int>(type: "integer", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crate_limits", x => x.canonical_name);
                });

            migrationBuilder.CreateTable(
                name: "crates",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    canonical_name = table.Column<string>(type: "text", nullable: false, computedColumnSql: "lower(replace(name, '-', '_'))", stored: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deletion_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    name_blocked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crates", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "download_batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    counted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "clock_timestamp()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_download_batches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "incidents",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    key = table.Column<string>(type: "text", nullable: false),
                    check = table.Column<string>(type: "text", nullable: false),
                    sentence = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: true),
                    opened_by = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cleared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_incidents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "monitor_runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    next_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    node = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    results = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_monitor_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "service_tokens",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_tokens", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    canonical_name = table.Column<string>(type: "text", nullable: true, computedColumnSql: "lower(name)", stored: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    login = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    disabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    canonical_login = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, computedColumnSql: "lower(login)", stored: true),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    canonical_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, computedColumnSql: "lower(email)", stored: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "crate_downloads",
                columns: table => new
                {
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    downloads = table.Column<long>(type: "bigint", nullable: false),
                    recent_downloads = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crate_downloads", x => x.crate_id);
                    table.ForeignKey(
                        name: "fk_crate_downloads_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "sparse_files",
                columns: table => new
                {
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sparse_files", x => x.crate_id);
                    table.ForeignKey(
                        name: "fk_sparse_files_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "pages",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    incident_id = table.Column<long>(type: "bigint", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    queued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    last_tried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pages", x => x.id);
                    table.ForeignKey(
                        name: "fk_pages_incidents_incident_id",
                        column: x => x.incident_id,
                        principalTable: "incidents",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "crate_teams",
                columns: table => new
                {
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crate_teams", x => new { x.crate_id, x.team_id });
                    table.ForeignKey(
                        name: "fk_crate_teams_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_crate_teams_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "api_tokens",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    crate_patterns = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_api_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "crate_owners",
                columns: table => new
                {
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crate_owners", x => new { x.crate_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_crate_owners_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_crate_owners_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "one_time_links",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_one_time_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_one_time_links_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "owner_invitations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    invited_by_id = table.Column<long>(type: "bigint", nullable: false),
                    link_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_owner_invitations", x => x.id);
                    table.ForeignKey(
                        name: "fk_owner_invitations_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_owner_invitations_users_invited_by_id",
                        column: x => x.invited_by_id,
                        principalTable: "users",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_owner_invitations_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "rate_limit_buckets",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<double>(type: "double precision", nullable: false),
                    burst = table.Column<int>(type: "integer", nullable: false),
                    seconds_per_token = table.Column<double>(type: "double precision", nullable: false),
                    refilled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limit_buckets", x => new { x.user_id, x.action });
                    table.ForeignKey(
                        name: "fk_rate_limit_buckets_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "rate_limit_overrides",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    burst = table.Column<int>(type: "integer", nullable: false),
                    seconds_per_token = table.Column<double>(type: "double precision", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limit_overrides", x => new { x.user_id, x.action });
                    table.ForeignKey(
                        name: "fk_rate_limit_overrides_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    ticket = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_agent = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "team_members",
                columns: table => new
                {
                    team_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_members", x => new { x.team_id, x.user_id });
                    table.ForeignKey(
                        name: "fk_team_members_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_team_members_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    provider_key = table.Column<string>(type: "text", nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "user_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_user_passkeys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "versions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false),
                    number_without_build = table.Column<string>(type: "text", nullable: false, computedColumnSql: "split_part(number, '+', 1)", stored: true),
                    checksum = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    storage_key = table.Column<string>(type: "text", nullable: false),
                    dependencies = table.Column<string>(type: "jsonb", nullable: false),
                    features = table.Column<string>(type: "jsonb", nullable: false),
                    links = table.Column<string>(type: "text", nullable: true),
                    rust_version = table.Column<string>(type: "text", nullable: true),
                    description = table.Column<string>(type: "text", nullable: true),
                    homepage = table.Column<string>(type: "text", nullable: true),
                    documentation = table.Column<string>(type: "text", nullable: true),
                    repository = table.Column<string>(type: "text", nullable: true),
                    license = table.Column<string>(type: "text", nullable: true),
                    license_file = table.Column<string>(type: "text", nullable: true),
                    readme_file = table.Column<string>(type: "text", nullable: true),
                    keywords = table.Column<string[]>(type: "text[]", nullable: false),
                    categories = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_by_id = table.Column<long>(type: "bigint", nullable: false),
                    yanked = table.Column<bool>(type: "boolean", nullable: false),
                    yank_message = table.Column<string>(type: "text", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    file_removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_sequence = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_versions", x => x.id);
                    table.ForeignKey(
                        name: "fk_versions_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_versions_users_published_by_id",
                        column: x => x.published_by_id,
                        principalTable: "users",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "crate_listings",
                columns: table => new
                {
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    default_version_id = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    document = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_crate_listings", x => x.crate_id);
                    table.ForeignKey(
                        name: "fk_crate_listings_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_crate_listings_versions_default_version_id",
                        column: x => x.default_version_id,
                        principalTable: "versions",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "index_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    public_id = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    crate_id = table.Column<long>(type: "bigint", nullable: false),
                    version_id = table.Column<long>(type: "bigint", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    requested_by_id = table.Column<long>(type: "bigint", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    token_id = table.Column<long>(type: "bigint", nullable: true),
                    superseded_by_id = table.Column<long>(type: "bigint", nullable: true),
                    git_commit = table.Column<string>(type: "text", nullable: true),
                    git_skipped = table.Column<bool>(type: "boolean", nullable: false),
                    git_attempts = table.Column<int>(type: "integer", nullable: false),
                    git_finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    git_started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sparse_attempts = table.Column<int>(type: "integer", nullable: false),
                    sparse_finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sparse_started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    verified_attempts = table.Column<int>(type: "integer", nullable: false),
                    verified_finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    verified_started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_index_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_index_changes_api_tokens_token_id",
                        column: x => x.token_id,
                        principalTable: "api_tokens",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_index_changes_crates_crate_id",
                        column: x => x.crate_id,
                        principalTable: "crates",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_index_changes_index_changes_superseded_by_id",
                        column: x => x.superseded_by_id,
                        principalTable: "index_changes",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_index_changes_users_requested_by_id",
                        column: x => x.requested_by_id,
                        principalTable: "users",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_index_changes_versions_version_id",
                        column: x => x.version_id,
                        principalTable: "versions",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "readmes",
                columns: table => new
                {
                    version_id = table.Column<long>(type: "bigint", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_readmes", x => x.version_id);
                    table.ForeignKey(
                        name: "fk_readmes_versions_version_id",
                        column: x => x.version_id,
                        principalTable: "versions",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "version_download_totals",
                columns: table => new
                {
                    version_id = table.Column<long>(type: "bigint", nullable: false),
                    downloads = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_version_download_totals", x => x.version_id);
                    table.ForeignKey(
                        name: "fk_version_download_totals_versions_version_id",
                        column: x => x.version_id,
                        principalTable: "versions",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "version_downloads",
                columns: table => new
                {
                    version_id = table.Column<long>(type: "bigint", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    downloads = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_version_downloads", x => new { x.version_id, x.date });
                    table.ForeignKey(
                        name: "fk_version_downloads_versions_version_id",
                        column: x => x.version_id,
                        principalTable: "versions",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_hash",
                table: "api_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_user_id",
                table: "api_tokens",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_at_id",
                table: "audit_log",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_crate_listings_default_version_id",
                table: "crate_listings",
                column: "default_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_crate_listings_document",
                table: "crate_listings",
                column: "document")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_crate_listings_updated_at",
                table: "crate_listings",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_crate_owners_user_id",
                table: "crate_owners",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_crate_teams_team_id",
                table: "crate_teams",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "crates_canonical_name_key",
                table: "crates",
                column: "canonical_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_crates_canonical_name",
                table: "crates",
                column: "canonical_name")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "incidents_open_key",
                table: "incidents",
                column: "key",
                unique: true,
                filter: "cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_incidents_opened_at",
                table: "incidents",
                column: "opened_at");

            migrationBuilder.CreateIndex(
                name: "index_changes_unfinished",
                table: "index_changes",
                column: "crate_id",
                filter: "verified_finished_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_index_changes_public_id",
                table: "index_changes",
                column: "public_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_index_changes_requested_at",
                table: "index_changes",
                column: "requested_at");

            migrationBuilder.CreateIndex(
                name: "ix_index_changes_requested_by_id",
                table: "index_changes",
                column: "requested_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_index_changes_superseded_by_id",
                table: "index_changes",
                column: "superseded_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_index_changes_token_id",
                table: "index_changes",
                column: "token_id");

            migrationBuilder.CreateIndex(
                name: "ix_index_changes_version_id_sequence",
                table: "index_changes",
                columns: new[] { "version_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_monitor_runs_kind_started_at",
                table: "monitor_runs",
                columns: new[] { "kind", "started_at" });

            migrationBuilder.CreateIndex(
                name: "monitor_runs_tick",
                table: "monitor_runs",
                columns: new[] { "kind", "next_due_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_one_time_links_hash",
                table: "one_time_links",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_one_time_links_user_id",
                table: "one_time_links",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_owner_invitations_crate_id_user_id",
                table: "owner_invitations",
                columns: new[] { "crate_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_owner_invitations_invited_by_id",
                table: "owner_invitations",
                column: "invited_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_owner_invitations_link_hash",
                table: "owner_invitations",
                column: "link_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_owner_invitations_user_id",
                table: "owner_invitations",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_pages_incident_id_channel_action",
                table: "pages",
                columns: new[] { "incident_id", "channel", "action" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "pages_undelivered",
                table: "pages",
                column: "created_at",
                filter: "delivered_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_expires_at",
                table: "sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_hash",
                table: "sessions",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id",
                table: "sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_sparse_files_path",
                table: "sparse_files",
                column: "path",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sparse_files_revision",
                table: "sparse_files",
                column: "revision");

            migrationBuilder.CreateIndex(
                name: "ix_team_members_user_id",
                table: "team_members",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_teams_canonical_name",
                table: "teams",
                column: "canonical_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_passkeys_user_id",
                table: "user_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_users_canonical_email",
                table: "users",
                column: "canonical_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_canonical_login",
                table: "users",
                column: "canonical_login",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_versions_dependencies",
                table: "versions",
                column: "dependencies")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_versions_published_by_id",
                table: "versions",
                column: "published_by_id");

            migrationBuilder.CreateIndex(
                name: "versions_crate_id_number_without_build_key",
                table: "versions",
                columns: new[] { "crate_id", "number_without_build" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "versions_files_to_remove",
                table: "versions",
                column: "crate_id",
                filter: "deleted_at IS NOT NULL AND file_removed_at IS NULL");

            migrationBuilder.Sql(JobSchema.Version1);
            migrationBuilder.Sql(SparseFileStamp.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(SparseFileStamp.Drop);
            migrationBuilder.Sql("DROP TABLE background_job_actions, background_job_pauses, background_job_attempts, background_jobs;");

            migrationBuilder.DropTable(
                name: "audit_log");

            migrationBuilder.DropTable(
                name: "crate_downloads");

            migrationBuilder.DropTable(
                name: "crate_limits");

            migrationBuilder.DropTable(
                name: "crate_listings");

            migrationBuilder.DropTable(
                name: "crate_owners");

            migrationBuilder.DropTable(
                name: "crate_teams");

            migrationBuilder.DropTable(
                name: "download_batches");

            migrationBuilder.DropTable(
                name: "index_changes");

            migrationBuilder.DropTable(
                name: "monitor_runs");

            migrationBuilder.DropTable(
                name: "one_time_links");

            migrationBuilder.DropTable(
                name: "owner_invitations");

            migrationBuilder.DropTable(
                name: "pages");

            migrationBuilder.DropTable(
                name: "rate_limit_buckets");

            migrationBuilder.DropTable(
                name: "rate_limit_overrides");

            migrationBuilder.DropTable(
                name: "readmes");

            migrationBuilder.DropTable(
                name: "service_tokens");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "sparse_files");

            migrationBuilder.DropTable(
                name: "team_members");

            migrationBuilder.DropTable(
                name: "user_claims");

            migrationBuilder.DropTable(
                name: "user_logins");

            migrationBuilder.DropTable(
                name: "user_passkeys");

            migrationBuilder.DropTable(
                name: "user_tokens");

            migrationBuilder.DropTable(
                name: "version_download_totals");

            migrationBuilder.DropTable(
                name: "version_downloads");

            migrationBuilder.DropTable(
                name: "api_tokens");

            migrationBuilder.DropTable(
                name: "incidents");

            migrationBuilder.DropTable(
                name: "teams");

            migrationBuilder.DropTable(
                name: "versions");

            migrationBuilder.DropTable(
                name: "crates");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}
