/** WebSockets (RFC 6455, RFC 7692) over a connection that has left HTTP. */
package org.pushrelay.websocket;
