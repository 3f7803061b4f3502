using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class WordsTests
{
    [Theory]
    [InlineData("there is no team `nobody`", "There is no team nobody.")]
    [InlineData("`ada` is no longer among the owners", "ada is no longer among the owners.")]
    [InlineData("it was `so`.", "It was so.")]
    [InlineData("", ".")]
    public void What_programs_are_told_becomes_a_sentence(string detail, string sentence) => Assert.Equal(sentence, Words.Sentence(detail));

    [Theory]
    [InlineData(0, "no downloads")]
    [InlineData(1, "1 download")]
    [InlineData(2, "2 downloads")]
    [InlineData(1_204_000, "1,204,000 downloads")]
    public void Things_are_counted_in_words(long count, string words) => Assert.Equal(words, Counts.Words(count, "download"));
}
