namespace Registry.App.Changes;

/// <summary>What the page reads off a stage.</summary>
internal static class StageReading
{
    /// <summary>It waits for its next try after a failure.</summary>
    public static bool IsRetrying(this StageStatus stage) => stage is { State: StageState.Waiting, Attempts: > 0 };

    /// <summary>Attempts that ended in failure; the running one has not.</summary>
    public static int FailedAttempts(this StageStatus stage) =>
        stage.State == StageState.Running ? stage.Attempts - 1 : stage.Attempts;

    /// <summary>Nothing more will happen to it by itself.</summary>
    public static bool IsOver(this StageStatus stage) => stage.State is StageState.Done or StageState.Skipped;

    /// <summary>What keeps the change waiting until the operators do something.</summary>
    public static Hold? Hold(this ChangeStatus change) => change.Stages.FirstOrDefault(stage => !stage.IsOver())?.Hold;

    public static TimeSpan? Took(this StageStatus stage) => stage.FinishedAt - stage.StartedAt;
}
