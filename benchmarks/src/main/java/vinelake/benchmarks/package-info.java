/** What is measured against peers. A leaf: nothing depends on it, the launcher starts it. */
package vinelake.benchmarks;
