/**
 * Kills and disturbs real refreshes, and compares what lies in the lake afterwards with what an undisturbed refresh left
 * there. The launcher's {@code chaos}.
 */
package vinelake.benchmarks.chaos;
