package vinelake.city;

/** Who stands on an invoice: a subject of the city or somebody from another city. */
record Party(String uscc, String name) {}
