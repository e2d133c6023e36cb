/** Memory of subscribers who wait. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.parked;
