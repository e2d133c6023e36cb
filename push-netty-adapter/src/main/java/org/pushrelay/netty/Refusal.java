package org.pushrelay.netty;

/**
 * A request that was refused before an endpoint saw it, since its head cannot be read, is too long,
 * or took too long.
 *
 * @param remoteAddress the client's address
 * @param localAddress the address it came to
 * @param requestLine the request's first line, as far as it could be read; else empty
 * @param status the status it is refused with
 */
public record Refusal(String remoteAddress, String localAddress, String requestLine, int status) {}
