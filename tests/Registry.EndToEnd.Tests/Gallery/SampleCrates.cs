namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>The crates of a team that computes tides.</summary>
internal static class SampleCrates
{
    /// <summary>What others need comes before them.</summary>
    public static IReadOnlyList<SampleCrate> All { get; } =
    [
        new("knots", "Units of the sea: knots, fathoms and cables, with checked conversions.", ["0.1.0", "0.2.0", "1.0.0", "1.0.1"], 340)
        {
            Keywords = ["units", "sea"],
        },
        new("chart-datum", "Heights above chart datum, and how the datums of neighbours differ.", ["0.3.0", "0.3.1", "0.4.0"], 210)
        {
            Keywords = ["tide", "chart"], Needs = [("knots", "^1")],
        },
        new("tide-tables", "Heights and times of high and low water, computed from harmonic constituents.", ["0.1.0", "0.2.0", "0.3.0!", "0.3.1", "0.4.0", "0.4.1"], 520)
        {
            Keywords = ["tide", "water", "forecast"], Needs = [("knots", "^1"), ("chart-datum", "^0.4")],
        },
        new("tidal-streams", "Direction and rate of tidal streams between two tables.", ["0.1.0", "0.1.1"], 90)
        {
            Keywords = ["tide", "current"], Needs = [("tide-tables", "^0.4"), ("knots", "^1")],
        },
        new("moor-line", "Forces on mooring lines as the water rises and falls.", ["0.1.0", "0.2.0"], 44) { Keywords = ["harbour"], Needs = [("tide-tables", ">=0.3, <0.5")] },
        new("beacon", "Light characters of buoys and beacons, parsed and drawn.", ["1.0.0", "1.1.0"], 75) { Keywords = ["chart", "lights"] },
        new("semaphore-flags", "Messages in signal flags, both ways.", ["0.1.0"], 3) { Keywords = ["signals"] },
        new("swell", "Spectra of waves from buoys and what a ship makes of them.", ["0.5.0", "0.5.1", "0.6.0"], 130) { Keywords = ["waves", "forecast"], Needs = [("knots", "^1")] },
        new("harbour-map", "Berths, depths and who lies where.", ["2.0.0", "2.1.0"], 160) { Keywords = ["harbour", "chart"], Needs = [("chart-datum", "^0.4"), ("beacon", "^1")] },
        new("pilot", "Passage plans that wait for the tide.", ["0.1.0", "0.2.0", "0.3.0"], 61)
        {
            Keywords = ["tide", "passage"], Needs = [("tide-tables", "^0.4"), ("tidal-streams", "^0.1"), ("harbour-map", "^2")],
        },
    ];
}
