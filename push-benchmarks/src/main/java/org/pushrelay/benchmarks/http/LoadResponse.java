package org.pushrelay.benchmarks.http;

import java.nio.ByteBuffer;

/**
 * A whole response.
 *
 * @param status the status code
 * @param lastModified the header as it is; empty if there was none
 * @param etag the header as it is; empty if there was none
 * @param closes whether the server closes the connection behind it
 * @param body a view of the buffer it was read from, good until that is used again
 */
public record LoadResponse(
    int status, String lastModified, String etag, boolean closes, ByteBuffer body) {}
