package org.pushrelay.protocol;

import org.pushrelay.transport.Upgrade;

/** An upgraded connection that runs an action when it ends. */
final class CloseNotifyingUpgrade extends CloseNotifyingStream implements Upgrade {
  private final Upgrade upgrade;

  CloseNotifyingUpgrade(Upgrade upgrade, Runnable whenOver) {
    super(upgrade, whenOver);
    this.upgrade = upgrade;
  }

  @Override
  public void setReading(boolean reading) {
    upgrade.setReading(reading);
  }
}
