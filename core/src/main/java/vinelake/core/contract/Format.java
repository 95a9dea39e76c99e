package vinelake.core.contract;

/** How the files of a dataset are written. */
public sealed interface Format permits TextFormat, SheetFormat, JsonFormat, XmlFormat, ParquetFormat {}
