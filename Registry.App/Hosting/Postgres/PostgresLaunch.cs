namespace Registry.App.Hosting.Postgres;

/// <summary>How the server process comes to life.</summary>
internal static class PostgresLaunch
{
    /// <summary>
    /// For the shell, given the home, the server and its arguments. To be run under the start lock when no server of the home is running.
    /// </summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item>The server outlives this process when that is killed, so it must not hold this one's terminal or pipes: whoever reads those
    /// would wait for the server.</item>
    /// <item>What a dead server left may name the number of a process that runs now and is another program. PostgreSQL would take it for the
    /// old server. It never takes its own parent for one, and goes on to its other check, that no process of the old server is left. An
    /// empty file, as after a power failure, it refuses.</item>
    /// <item>A session of its own keeps Ctrl-C in a terminal from stopping the server before this process has drained its jobs.</item>
    /// </list>
    /// </remarks>
    public const string Script = $"""
        home=$1
        shift
        exec </dev/null >"$home/{PostgresHome.StartLogName}" 2>&1
        mkdir -p -m 0700 "$home/{PostgresHome.SocketName}"
        rm -f "$home/{PostgresHome.SocketName}"/.s.PGSQL.*
        left="$home/{PostgresHome.ClusterName}/postmaster.pid"
        if [ -s "$left" ]; then
          rest=$(tail -n +2 "$left")
          printf '%s\n' "$PPID" "$rest" >"$left.new"
          mv "$left.new" "$left"
        else
          rm -f "$left"
        fi
        if command -v setsid >/dev/null; then
          exec setsid "$@"
        fi
        exec "$@"
        """;
}
