/** Benchmarks that run equal work on several servers in turn. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.compare;
