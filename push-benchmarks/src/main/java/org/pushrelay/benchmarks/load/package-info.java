/**
 * An end-to-end load generator: subscribers and publishers over HTTP, and a check of each delivery.
 */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.load;
