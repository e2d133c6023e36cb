package org.pushrelay.servlet;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import org.jspecify.annotations.Nullable;

/**
 * What a container gives a connection to that has left HTTP. Public for containers only, which make
 * it by its class.
 */
public final class UpgradedConnection implements HttpUpgradeHandler {
  /** Set before the container has anything to tell. */
  private volatile @Nullable ServletUpgrade upgrade;

  /** Creates a connection without an owner. */
  public UpgradedConnection() {}

  void belongsTo(ServletUpgrade owner) {
    upgrade = owner;
  }

  @Override
  public void init(WebConnection connection) {
    ServletUpgrade owner = upgrade;
    if (owner != null) {
      owner.opened(connection);
    }
  }

  @Override
  public void destroy() {
    ServletUpgrade owner = upgrade;
    if (owner != null) {
      owner.closed();
    }
  }
}
