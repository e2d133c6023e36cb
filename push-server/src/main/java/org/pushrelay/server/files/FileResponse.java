package org.pushrelay.server.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** What a client gets of one file: all, a part, or word that it has it already. */
final class FileResponse {
  /** What is longer is mapped: its bytes are never on the heap. */
  private static final int LONGEST_ON_HEAP = 64 * 1024;

  private static final Header NOSNIFF = new Header("X-Content-Type-Options", "nosniff");

  private final FileRequest request;
  private final FileChannel file;
  private final long size;
  private final Validators validators;
  private final String type;

  private FileResponse(FileRequest request, FileChannel file, Validators validators, String type)
      throws IOException {
    this.request = request;
    this.file = file;
    this.size = file.size();
    this.validators = validators;
    this.type = type;
  }

  static PushResponse of(FileRequest request, Path file, String type) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Validators validators = Validators.of(Files.getLastModifiedTime(file), channel.size());
      return new FileResponse(request, channel, validators, type).response();
    }
  }

  private PushResponse response() throws IOException {
    if (request.conditions().fail(validators)) {
      return StatusResponse.of(412);
    }
    if (request.conditions().isKnown(validators)) {
      return PushResponse.of(304, headers(), MessageBody.empty());
    }
    Optional<ByteRange> range = range();
    if (range.isEmpty()) {
      return whole();
    }
    ByteRange part = range.get().atMost(Integer.MAX_VALUE);
    Header contentRange = new Header("Content-Range", part.contentRange(size));
    return part.length() == 0
        ? StatusResponse.of(416).with(List.of(contentRange))
        : PushResponse.of(206, described(contentRange), bytes(part));
  }

  private Optional<ByteRange> range() {
    return request.range().size() == 1 && request.conditions().allowRange(validators)
        ? ByteRange.parse(request.range().get(0), size)
        : Optional.empty();
  }

  private PushResponse whole() throws IOException {
    if (size > Integer.MAX_VALUE) {
      throw new IOException("it is too large to be sent whole (expected: less than 2 GiB)");
    }
    Header ranges = new Header("Accept-Ranges", "bytes");
    return PushResponse.of(200, described(ranges), bytes(new ByteRange(0, size)));
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>(validators.headers());
    headers.add(NOSNIFF);
    return headers;
  }

  private List<Header> described(Header more) {
    List<Header> headers = headers();
    headers.add(new Header("Content-Type", type));
    headers.add(more);
    return headers;
  }

  private MessageBody bytes(ByteRange part) throws IOException {
    if (part.length() > LONGEST_ON_HEAP) {
      return MessageBody.wrap(file.map(MapMode.READ_ONLY, part.first(), part.length()));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) part.length());
    while (bytes.hasRemaining()) {
      if (file.read(bytes, part.first() + bytes.position()) < 0) {
        throw new EOFException("it has become shorter");
      }
    }
    return MessageBody.wrap(bytes.array());
  }
}
