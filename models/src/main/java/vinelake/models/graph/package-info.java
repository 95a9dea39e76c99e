/**
 * Graph algorithms behind plain Dataset-in, Dataset-out methods.
 *
 * <p>GraphX is deprecated upstream, so this is the only package that imports it: to replace it, this package is all
 * that changes. Graphs come as {@code vertices (vertex_id STRING)} and {@code edges (source_id STRING, target_id
 * STRING ...)}. Every method runs Spark jobs when it is called, because an iteration cannot know its end without
 * looking; what it returns is computed already.
 */
package vinelake.models.graph;
