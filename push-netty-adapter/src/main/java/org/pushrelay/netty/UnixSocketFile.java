package org.pushrelay.netty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix domain socket. The system creates it when the socket is bound, and never
 * deletes it.
 *
 * @param path where it is
 */
record UnixSocketFile(Path path) {
  private static final Logger log = LoggerFactory.getLogger(UnixSocketFile.class);

  /**
   * Deletes what a process left that ended without closing its socket.
   *
   * @throws IOException if a process listens there, or the file is no socket
   */
  void deleteStale() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException("the file exists and is not a socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      Files.delete(path);
      log.info("Deleted {}, which no process listened on", path);
      return;
    }
    throw new IOException("Address already in use");
  }

  /** Lets all users of the machine connect, as nginx does; directories restrict that. */
  void allowAll() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("{} cannot be deleted: {}", path, e.toString());
    }
  }
}
