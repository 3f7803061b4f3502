using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>What something on a page looks like, in pixels.</summary>
internal sealed record Look(string Name, byte[] Picture)
{
    private const string Compare = """
        async ([one, other]) => {
          const read = async (picture) => {
            const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (byte) => byte.charCodeAt(0))]));
            const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
            context.drawImage(bitmap, 0, 0);
            return context.getImageData(0, 0, bitmap.width, bitmap.height);
          };
          const [a, b] = [await read(one), await read(other)];
          const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)];
          let differing = 0;
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const [i, j] = [4 * (y * a.width + x), 4 * (y * b.width + x)];
              if ([0, 1, 2].some((channel) => Math.abs(a.data[i + channel] - b.data[j + channel]) > 64)) differing++;
            }
          }
          return differing / (width * height);
        }
        """;

    public static async Task<Look> OfAsync(string name, ILocator element) =>
        new(name, await element.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled }));

    /// <summary>Whoever sees no colours can tell one from another.</summary>
    /// <param name="page">Does the comparing.</param>
    /// <param name="share">How much of each has to differ at least.</param>
    /// <param name="looks">Of about the same size.</param>
    public static async Task AssertDifferentAsync(IPage page, double share, params Look[] looks)
    {
        foreach (var (one, other) in looks.SelectMany((one, at) => looks.Skip(at + 1).Select(other => (one, other))))
        {
            var differing = await page.EvaluateAsync<double>(Compare, new[] { Convert.ToBase64String(one.Picture), Convert.ToBase64String(other.Picture) });
            Assert.True(differing >= share, $"{one.Name} and {other.Name} differ in {differing:P0} of what is seen.");
        }
    }
}
