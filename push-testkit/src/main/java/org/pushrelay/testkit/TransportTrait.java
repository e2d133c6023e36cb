package org.pushrelay.testkit;

/** What a transport can do beyond what all can; {@link ExchangeContract} holds it to it. */
public enum TransportTrait {
  /** It notices within a second that the client of a held request has closed or reset. */
  NOTICES_DEPARTURE,
  /** It sends header names in the very spelling that the endpoint chose. */
  KEEPS_HEADER_SPELLING
}
