/** What processes are started with: the launcher of the source tree, and a clock that is not the machine's. */
package vinelake.benchmarks.process;
