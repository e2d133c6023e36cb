/** Measures the relay; each command of {@link org.pushrelay.benchmarks.Main} is one measurement. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks;
