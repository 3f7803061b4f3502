using System.Formats.Tar;
using System.Text;
using Registry.App.Publishing;

namespace Registry.Publishing.Tests;

public sealed class ArchiveTests
{
    private const string Root = CrateBuilder.Root;

    private static readonly byte[] EmptyGzip = Convert.FromHexString("1f8b080000000000000303000000000000000000");

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    public async Task Only_files_and_directories_are_accepted(TarEntryType type)
    {
        var entry = new GnuTarEntry(type, $"{Root}/src/other");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            entry.LinkName = "/etc/passwd";
        await RefusedAsync(CrateBuilder.Valid().Entry(entry), $"`{Root}/src/other`, which is neither a file nor a directory ({type})");
    }

    [Fact]
    public async Task What_a_refusal_quotes_cannot_steer_a_terminal() => await RefusedAsync(
        CrateBuilder.Valid().Entry(new GnuTarEntry(TarEntryType.SymbolicLink, $"{Root}/a\u001b[2J") { LinkName = "x" }),
        $"`{Root}/a\uFFFD[2J`");

    [Theory]
    [InlineData('7')]
    [InlineData('S')]
    [InlineData('Z')]
    [InlineData('g')]
    [InlineData('V')]
    [InlineData('M')]
    public async Task Entry_types_of_old_and_unknown_tars_are_refused(char type) =>
        await RefusedAsync(
            CrateBuilder.Valid().Raw(RawTar.File($"{Root}/x", "", type, type is 'S' or 'V' or 'M' ? RawTar.Gnu : RawTar.Ustar)), "");

    [Theory]
    [InlineData("/etc/cron.d/x", "not a plain relative path")]
    [InlineData($"{Root}/../x", "not a plain relative path")]
    [InlineData($"{Root}/src/../../x", "not a plain relative path")]
    [InlineData($"../{Root}/x", "not a plain relative path")]
    [InlineData($"./{Root}/x", "not a plain relative path")]
    [InlineData($"{Root}//x", "not a plain relative path")]
    [InlineData($"{Root}/src/", "not a plain relative path")]
    [InlineData($"{Root}/./x", "not a plain relative path")]
    [InlineData("x", "not below")]
    [InlineData(Root, "not below")]
    [InlineData($"{Root}x/y", "not below")]
    [InlineData("Tide-Tables-0.4.2/x", "not below")]
    [InlineData("tide_tables-0.4.2/x", "not below")]
    [InlineData("tide-tables-0.4.20/x", "not below")]
    [InlineData($"{Root}/..\\..\\x", "does not allow")]
    [InlineData($"{Root}\\x", "does not allow")]
    [InlineData($"{Root}/C:x", "does not allow")]
    [InlineData($"{Root}/Cargo.toml::$DATA", "does not allow")]
    [InlineData($"{Root}/a\nb", "does not allow")]
    [InlineData($"{Root}/a\u001b[2J", "does not allow")]
    public async Task A_path_that_could_lead_elsewhere_is_refused(string path, string words)
    {
        // As raw blocks, since no library writes all of them as they stand.
        await RefusedAsync(CrateBuilder.Valid().Raw(RawTar.File(path, "x")), words);
        await RefusedAsync(new CrateBuilder().Raw(RawTar.File(path, "x")), words);
    }

    [Fact]
    public async Task A_path_that_is_not_UTF_8_is_refused() =>
        await RefusedAsync(
            CrateBuilder.Valid().Raw(RawTar.Header([.. Encoding.ASCII.GetBytes(Root + "/"), 0xff, 0xfe], 0)), "does not allow");

    [Fact]
    public async Task A_path_in_an_extended_header_or_a_long_name_is_checked_as_well()
    {
        await RefusedAsync(CrateBuilder.Valid().Raw(RawTar.Pax(("path", "elsewhere/x"))).Raw(RawTar.File($"{Root}/x", "x")), "not below");
        await RefusedAsync(
            CrateBuilder.Valid()
                .Raw(RawTar.File("././@LongLink", "elsewhere/x\0", 'L', RawTar.Gnu))
                .Raw(RawTar.File($"{Root}/x", "x", magic: RawTar.Gnu)),
            "not below");
    }

    [Fact]
    public async Task A_long_path_is_accepted_and_an_endless_one_is_not()
    {
        var path = $"{Root}/{string.Join('/', Enumerable.Repeat("directory", 30))}/file.rs";
        await AcceptedAsync(CrateBuilder.Valid().File(path, "x"));
        await RefusedAsync(CrateBuilder.Valid().File($"{Root}/{new string('x', 2000)}", "x"), "path longer than 1024");
    }

    [Fact]
    public async Task Directories_are_accepted() => await AcceptedAsync(CrateBuilder.Valid()
        .Entry(new GnuTarEntry(TarEntryType.Directory, $"{Root}/"))
        .Entry(new GnuTarEntry(TarEntryType.Directory, $"{Root}/src")));

    [Fact]
    public async Task Formats_of_other_tar_programs_are_accepted() => await AcceptedAsync(new CrateBuilder()
        .Entry(new V7TarEntry(TarEntryType.V7RegularFile, $"{Root}/a"))
        .Entry(new UstarTarEntry(TarEntryType.RegularFile, $"{Root}/b"))
        .Entry(new PaxTarEntry(TarEntryType.RegularFile, CrateBuilder.ManifestPath)
        {
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(CrateBuilder.Manifest())),
        }));

    [Fact]
    public async Task The_same_path_twice_is_refused()
    {
        await RefusedAsync(CrateBuilder.Valid().File($"{Root}/src/lib.rs", "x"), "more than once");
        await RefusedAsync(CrateBuilder.Valid().File(CrateBuilder.ManifestPath, "x"), "more than once");
        await RefusedAsync(CrateBuilder.Valid().Entry(new GnuTarEntry(TarEntryType.Directory, $"{Root}/src/lib.rs/")), "more than once");
    }

    [Fact]
    public async Task Paths_that_differ_in_case_are_two_files() => await AcceptedAsync(
        CrateBuilder.Valid().File($"{Root}/src/Lib.rs", "x"));

    [Fact]
    public async Task A_size_that_contradicts_the_header_is_refused()
    {
        var hidden = RawTar.File($"{Root}/src/hidden.rs", "pub fn hidden() {}");
        // With the size of the extended header this is one file; with the size of its own header it is two.
        var lie = CrateBuilder.Valid()
            .Raw(RawTar.Pax(("size", $"{hidden.Length}")))
            .Raw(RawTar.Header($"{Root}/src/seen.rs", 0))
            .Raw(hidden);
        await RefusedAsync(lie, "states the size");
    }

    [Theory]
    [InlineData("GNU.sparse.major", "1")]
    [InlineData("GNU.sparse.name", "other")]
    public async Task Sparse_files_in_extended_headers_are_refused(string key, string value) =>
        await RefusedAsync(CrateBuilder.Valid().Raw(RawTar.Pax((key, value))).Raw(RawTar.File($"{Root}/x", "x")), "states the size");

    [Theory]
    [InlineData("comment", "a\n28 path=tide-tables-0.4.2/q")]
    [InlineData("comment", "a\n12 size=99999")]
    public async Task Records_hidden_in_the_value_of_another_are_refused(string key, string value) =>
        await RefusedAsync(CrateBuilder.Valid().Raw(RawTar.Pax((key, value))).Raw(RawTar.File($"{Root}/x", "x")), "not a sound");

    [Fact]
    public async Task A_header_that_claims_gigabytes_is_refused_without_reading_them()
    {
        var claim = RawTar.Header("././@LongLink", int.MaxValue - 100L, 'L', RawTar.Gnu);
        await RefusedAsync(CrateBuilder.Valid().Raw(claim).Raw(new byte[1 << 20]), "header of unusual length");
        await RefusedAsync(
            CrateBuilder.Valid().Raw(RawTar.Header("pax", int.MaxValue - 100L, 'x')).Raw(new byte[1 << 20]), "header of unusual length");
    }

    [Fact]
    public async Task An_archive_that_unpacks_without_end_is_refused()
    {
        var bomb = CrateBuilder.Valid().File($"{Root}/zeros", new byte[8 << 20]).Build();
        Assert.InRange(bomb.Length, 1, 20_000);
        using var fixture = new PublishFixture(new PublishLimits { MaxUnpackedBytes = 1 << 20 });
        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.Metadata(), bomb));
        Assert.Equal("the crate unpacks to more than 1048576 bytes; publish less", refusal.Message);
    }

    [Fact]
    public async Task Padding_after_the_end_counts_as_unpacked()
    {
        using var fixture = new PublishFixture(new PublishLimits { MaxUnpackedBytes = 1 << 20 });
        var refusal = await fixture.RefusalAsync(CrateBuilder.Valid().End().Raw(new byte[8 << 20]));
        Assert.Contains("unpacks to more than", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_themselves_are_allowed()
    {
        var crate = CrateBuilder.Valid();
        var limits = new PublishLimits { MaxEntries = 3, MaxUnpackedBytes = crate.BuildTar().Length };
        using (var fixture = new PublishFixture(limits))
        await using (await fixture.ReadAsync(crate))
            Assert.Single(fixture.Files);
        limits.MaxEntries = 2;
        using (var fixture = new PublishFixture(limits))
            Assert.Contains("more than 2 files", (await fixture.RefusalAsync(crate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_follows_the_end_of_the_archive_must_be_padding()
    {
        await AcceptedAsync(CrateBuilder.Valid().End().Raw(new byte[9216]));
        await RefusedAsync(CrateBuilder.Valid().End().Raw(RawTar.File($"{Root}/late", "x")), "continues after its end");
        // A header with an empty checksum is the end to some programs.
        await RefusedAsync(
            CrateBuilder.Valid().Raw(new byte[512]).Raw(RawTar.File($"{Root}/late", "x")).Raw(new byte[1024]), "continues after its end");
    }

    [Fact]
    public async Task A_file_that_is_no_gzip_is_refused()
    {
        await RefusedAsync([], "not a sound");
        await RefusedAsync(new byte[3], "");
        await RefusedAsync(CrateBuilder.Valid().BuildTar(), "not a sound");
        await RefusedAsync(Encoding.ASCII.GetBytes(new string('x', 3000)), "not a sound");
        await RefusedAsync(CrateBuilder.Gzip(Encoding.ASCII.GetBytes(new string('x', 3000))), "not a sound");
        await RefusedAsync(EmptyGzip, "not a sound");
    }

    [Fact]
    public async Task A_truncated_gzip_file_is_refused_wherever_it_ends()
    {
        var file = CrateBuilder.Valid().Build();
        for (var length = 0; length < file.Length; length++)
            await RefusedAsync(file[..length], "");
    }

    [Fact]
    public async Task A_gzip_file_with_something_behind_it_is_refused()
    {
        var file = CrateBuilder.Valid().Build();
        await RefusedAsync([.. file, .. "garbage"u8], "continues after its end");
        await RefusedAsync([.. file, .. CrateBuilder.Gzip(new byte[512])], "continues after its end");
        await RefusedAsync([.. file, .. EmptyGzip], "continues after its end");
    }

    [Fact]
    public async Task An_archive_in_two_gzip_members_is_refused()
    {
        var tar = CrateBuilder.Valid().BuildTar();
        await RefusedAsync([.. CrateBuilder.Gzip(tar[..1024]), .. CrateBuilder.Gzip(tar[1024..])], "continues after its end");
    }

    private static Task RefusedAsync(CrateBuilder crate, string words) => RefusedAsync(crate.Build(), words);

    private static async Task RefusedAsync(byte[] file, string words)
    {
        using var fixture = new PublishFixture();
        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.Metadata(), file));
        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    private static async Task AcceptedAsync(CrateBuilder crate)
    {
        using var fixture = new PublishFixture();
        await using var accepted = await fixture.ReadAsync(crate);
        Assert.Single(fixture.Files);
    }
}
