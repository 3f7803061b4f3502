namespace Registry.Jobs.Queue.FaultTests.History;

/// <summary>Says what was wrong with a run, from what the jobs left behind.</summary>
internal static class HistoryChecker
{
    /// <summary>What was promised, of every job: none is lost, none is done twice, none begins after it was done.</summary>
    /// <param name="events">In the order in which they happened.</param>
    /// <param name="jobs">All that were added, by key and number.</param>
    public static IEnumerable<string> WrongWithJobs(IReadOnlyList<JobEvent> events, IEnumerable<(string Key, int Number)> jobs)
    {
        var done = new HashSet<(string, int)>();
        foreach (var moment in events)
        {
            var job = (moment.Key, moment.Number);
            if (!moment.IsDone && done.Contains(job))
                yield return $"{moment} after it was done";
            if (moment.IsDone && !done.Add(job))
                yield return $"{moment} twice";
        }

        foreach (var (key, number) in jobs.Where(job => !done.Remove(job)))
            yield return $"{key} {number} was lost";
        foreach (var (key, number) in done)
            yield return $"{key} {number} was never added";
    }

    /// <summary>
    /// What is promised of jobs with an ordering key: each begins only after all that were added before it are done, however often those had
    /// to be tried. So none overtakes another, and no two run at the same time.
    /// </summary>
    public static IEnumerable<string> WrongWithOrder(IReadOnlyList<JobEvent> events)
    {
        foreach (var ofKey in events.GroupBy(moment => moment.Key))
        {
            var done = 0;
            foreach (var moment in ofKey)
            {
                if (moment.Number != done + 1)
                    yield return $"{moment} when {done} were done";
                if (moment.IsDone)
                    done = Math.Max(done, moment.Number);
            }
        }
    }
}
