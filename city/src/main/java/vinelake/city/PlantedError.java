package vinelake.city;

/**
 * The truth about a damaged row.
 *
 * @param column header of the column; empty where the whole row is concerned
 * @param truth what should stand there
 * @param delivered what stands there
 */
record PlantedError(ErrorKind kind, String column, String truth, String delivered) {

    static PlantedError ofRow(ErrorKind kind) {
        return new PlantedError(kind, "", "", "");
    }
}
