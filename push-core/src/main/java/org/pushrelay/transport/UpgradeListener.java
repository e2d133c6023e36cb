package org.pushrelay.transport;

import java.nio.ByteBuffer;

/** Is told what comes over a connection that has left HTTP, and how the connection fares. */
public interface UpgradeListener extends StreamListener {

  /**
   * The client has sent bytes. Not called before {@link Exchange#upgrade} has returned.
   *
   * @param bytes valid while the call runs; may be changed
   */
  void onBytes(ByteBuffer bytes);
}
