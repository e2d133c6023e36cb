/** What the operating system and the JVM tell about a process: its time and its memory. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.benchmarks.process;
