/**
 * The tools of an adapter between an HTTP server and the relay: bodies that are put together, calls
 * that are made one at a time, streams over a writer, paths of endpoints. An application that
 * embeds the relay needs none of them.
 */
@org.jspecify.annotations.NullMarked
package org.pushrelay.transport.spi;
