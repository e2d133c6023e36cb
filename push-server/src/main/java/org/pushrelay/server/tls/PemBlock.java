package org.pushrelay.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.server.text.FileProblems;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label what the block says it is
 * @param text what stands between its first line and its last one
 */
record PemBlock(String label, String text) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * The blocks of a file in their order; what stands around them is skipped.
   *
   * @throws IOException if the file cannot be read
   */
  static List<PemBlock> read(Path file) throws IOException {
    Matcher matcher = BLOCK.matcher(new String(FileProblems.read(file), ISO_8859_1));
    List<PemBlock> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** Returns whether its bytes are encrypted with a password. */
  boolean isEncrypted() {
    return label.startsWith("ENCRYPTED ") || text.contains("Proc-Type: 4,ENCRYPTED");
  }

  /** Its bytes; what is not Base64 is skipped, so that a broken block has broken bytes. */
  byte[] der() {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // it ends within a byte
      return new byte[0];
    }
  }
}
