package org.pushrelay.server.files;

import java.util.List;
import org.pushrelay.transport.PushRequest;

/**
 * What a request asks of a file, copied from it: when the disk is looked at, the request may not be
 * valid any more.
 *
 * @param path decoded and normalised
 * @param query as it came
 * @param conditions under which the file is wanted
 * @param range which part of it, as header lines
 */
record FileRequest(String path, String query, Conditions conditions, List<String> range) {

  static FileRequest of(String path, PushRequest request) {
    // only GET has parts (RFC 9110, 14.2)
    List<String> range =
        request.method().equals("GET") ? request.headers("Range") : List.<String>of();
    return new FileRequest(path, request.query(), Conditions.of(request), range);
  }
}
