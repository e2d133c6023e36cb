package org.pushrelay.netty;

/**
 * The connections of a server at about one moment: each number is right, but they are read one
 * after the other.
 *
 * @param accepted connections that were accepted since the server was started
 * @param reading connections that wait for the rest of a request's head, the first one included
 * @param writing connections with a request that is read, held or answered, and WebSockets
 * @param waiting connections that wait for another request
 */
public record ConnectionCounts(long accepted, long reading, long writing, long waiting) {}
