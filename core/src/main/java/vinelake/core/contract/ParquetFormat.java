package vinelake.core.contract;

/** Parquet. A column within a group has its path for a source: {@code address.city}. */
public record ParquetFormat() implements Format {}
