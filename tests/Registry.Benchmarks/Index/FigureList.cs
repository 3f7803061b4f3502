namespace Registry.Benchmarks.Index;

/// <summary>The figures so far. It takes minutes: whoever watches sees that it goes on.</summary>
internal sealed class FigureList
{
    private readonly List<Figure> _figures = [];

    public IReadOnlyList<Figure> All => _figures;

    public void Add(Figure figure)
    {
        Console.Error.WriteLine(FormattableString.Invariant($"{figure.Name}: {figure.Value:0.0#} {figure.Unit}"));
        _figures.Add(figure);
    }

    public double Value(string name) => _figures.Single(figure => figure.Name == name).Value;
}
