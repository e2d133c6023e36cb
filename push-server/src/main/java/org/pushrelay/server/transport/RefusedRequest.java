package org.pushrelay.server.transport;

/**
 * A request that was refused before there was an exchange, as one whose head is malformed or too
 * long.
 *
 * @param remoteAddress the client's address, without a port
 * @param localAddress the address it came to, without a port
 * @param line the request line, as far as it is known; else empty
 * @param status the status code of the response
 * @param bodyBytes how many bytes the response's body had
 */
public record RefusedRequest(
    String remoteAddress, String localAddress, String line, int status, long bodyBytes) {}
