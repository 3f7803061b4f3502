namespace Registry.Jobs.Index.Git.Packing;

/// <summary>An object in a pack.</summary>
/// <param name="Id">Its id, 20 bytes.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Checksum">Of what stands there.</param>
internal readonly record struct PackEntry(byte[] Id, long Offset, uint Checksum);
