/**
 * A simple control system: a logic server decides, the relay releases its orders to the machines,
 * and the machines report back.
 */
@org.jspecify.annotations.NullMarked
package org.pushrelay.examples.control;
