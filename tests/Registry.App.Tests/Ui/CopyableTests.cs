using Bunit;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class CopyableTests : PageTest
{
    [Fact]
    public void Lines_can_break_between_words_only_and_the_text_stays_what_it_is()
    {
        const string text = "[registries.registry]\nindex = \"sparse+http://localhost:8080/index/\"";

        var box = Render<Copyable>(parameters => parameters.Add(copyable => copyable.Text, text).Add(copyable => copyable.What, "it"));

        Assert.Equal(text, box.Find("pre").TextContent);
        Assert.Equal(
            ["[registries.registry]", "index", "=", "\"sparse+http://localhost:8080/index/\""],
            box.FindAll("pre span").Select(word => word.TextContent));
    }
}
