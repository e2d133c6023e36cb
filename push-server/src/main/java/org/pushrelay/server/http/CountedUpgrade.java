package org.pushrelay.server.http;

import org.pushrelay.transport.Upgrade;

/** A connection that has left HTTP, and whose sent bytes are counted. */
final class CountedUpgrade extends CountedStream implements Upgrade {
  private final Upgrade upgrade;

  CountedUpgrade(Upgrade upgrade, StreamByteCounter count) {
    super(upgrade, count);
    this.upgrade = upgrade;
  }

  @Override
  public void setReading(boolean reading) {
    upgrade.setReading(reading);
  }
}
