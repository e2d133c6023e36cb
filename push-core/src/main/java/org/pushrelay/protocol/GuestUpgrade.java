package org.pushrelay.protocol;

import org.pushrelay.transport.Upgrade;

/** An upgraded connection whose end somebody wants to hear of. */
final class GuestUpgrade extends GuestStream implements Upgrade {
  private final Upgrade upgrade;

  GuestUpgrade(Upgrade upgrade, Runnable whenOver) {
    super(upgrade, whenOver);
    this.upgrade = upgrade;
  }

  @Override
  public void setReading(boolean reading) {
    upgrade.setReading(reading);
  }
}
