namespace Registry.Data;

/// <summary>Names that code outside the model has to know.</summary>
public static class DatabaseNames
{
    /// <summary>What PostgreSQL reports as violated when a crate of the same canonical name exists.</summary>
    public const string UniqueCrateName = "crates_canonical_name_key";

    /// <summary>What PostgreSQL reports as violated when the version exists, whatever its build metadata.</summary>
    public const string UniqueVersion = "versions_crate_id_number_without_build_key";
}
