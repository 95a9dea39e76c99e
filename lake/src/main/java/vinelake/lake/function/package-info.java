/** The values and identifiers of core as functions of Spark SQL: static calls in generated code, no UDF. */
package vinelake.lake.function;
