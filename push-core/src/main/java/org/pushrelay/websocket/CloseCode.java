package org.pushrelay.websocket;

/** Why a WebSocket ends, as a number (RFC 6455, 7.4, and the registry that it set up). */
public final class CloseCode {
  /** It has done what it was for. */
  public static final int NORMAL = 1000;

  /** One side goes away, or what the WebSocket was for does. */
  public static final int GOING_AWAY = 1001;

  /** The other side broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** The other side gave no code; never in a frame. */
  public static final int NONE = 1005;

  /** A message is not what it says it is, as text that is not UTF-8. */
  public static final int INVALID_DATA = 1007;

  /** A message is not allowed. */
  public static final int POLICY = 1008;

  /** A message is too big. */
  public static final int TOO_BIG = 1009;

  /** This side has failed. */
  public static final int FAILED = 1011;

  /** This side starts anew: the other one may come back, after a random time. */
  public static final int RESTART = 1012;

  /** This side has too much to do: the other one may try again later. */
  public static final int TRY_LATER = 1013;

  private CloseCode() {}

  /** Whether a close frame may have this code. */
  static boolean isAllowed(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
