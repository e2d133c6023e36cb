/** Benchmarks of the core through its public API. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.core;
