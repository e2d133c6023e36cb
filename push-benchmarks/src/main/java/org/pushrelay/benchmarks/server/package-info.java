/** The relay on each transport, to be measured from outside. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.server;
