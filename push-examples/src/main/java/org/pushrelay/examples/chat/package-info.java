/**
 * A chat with rooms in the browser, over EventSource, WebSocket or long-polling, and a dashboard
 * that draws what the relay does: the whole of it is one program on the Netty transport.
 */
@org.jspecify.annotations.NullMarked
package org.pushrelay.examples.chat;
