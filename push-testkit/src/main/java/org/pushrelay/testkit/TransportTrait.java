package org.pushrelay.testkit;

/** What a transport can do beyond what all can; {@link ExchangeContract} holds it to it. */
public enum TransportTrait {
  /** It notices within a second that the client of a held request has closed or reset. */
  NOTICES_DEPARTURE,
  /** It notices within a second that a held stream of an HTTP/2 connection was reset. */
  NOTICES_HTTP2_RESET,
  /** It sends header names in the very spelling that the endpoint chose. */
  KEEPS_HEADER_SPELLING,
  /** It sends a content type character by character, and not only what it means. */
  KEEPS_CONTENT_TYPE,
  /** It keeps the connection open after an endpoint's answer 400. */
  KEEPS_CONNECTION_AFTER_400,
  /** It ends a connection after a response 304, too, when the endpoint wants it ended. */
  CLOSES_AFTER_304,
  /** It ends a connection at once when a chunked body is refused on its way. */
  CLOSES_ON_REFUSED_CHUNKS,
  /** It notices when the size of a chunk is no number. */
  CHECKS_CHUNK_SIZES,
  /** It refuses a head with two hosts, or with an expectation that it does not know. */
  REFUSES_DOUBTFUL_HEADS,
  /**
   * It refuses a first line with a blank in front, with tabs, or with the version in lower case.
   */
  REFUSES_LOOSE_FIRST_LINES,
  /** It refuses a head of which some lines end in CRLF, and some in a bare LF. */
  REFUSES_MIXED_LINE_ENDS,
  /** It refuses a request over HTTP/2 with a transfer coding, or with a length that is not its. */
  REFUSES_HTTP2_FRAMING_FIELDS,
  /** A request of HTTP/1.1 can leave HTTP for another protocol. */
  UPGRADES,
  /** It can do so at any time, and not only while its handler is called. */
  UPGRADES_LATER
}
