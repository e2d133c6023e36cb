package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.ConfigFiles;
import org.pushrelay.server.text.Position;
import org.pushrelay.transport.BufferBudget;

class MemoryReaderTest {
  private static final long MIB = 1 << 20;

  private final Problems problems = new Problems();

  private MemoryReader reader(long heap) {
    return new MemoryReader(new DirectiveArguments(problems), problems, heap);
  }

  private Scope http(String text) throws ConfigException {
    return new Scope(
        Context.HTTP, new Position("test", 1, 1), null, ConfigFiles.parse("test", text));
  }

  @Test
  void defaultsTakeAQuarterOfASmallHeapAtMost() throws ConfigException {
    assertThat(reader(64 * MIB).stored(http(""), true)).isEqualTo(16 * MIB);
    assertThat(reader(64 * MIB).stored(http(""), false)).isEqualTo(16 * MIB);
    assertThat(reader(4096 * MIB).stored(http(""), true)).isEqualTo(128 * MIB);
    assertThat(reader(4096 * MIB).stored(http(""), false)).isEqualTo(32 * MIB);
    assertThat(reader(4096 * MIB).buffers(http(""))).isEqualTo(BufferBudget.defaultBytes());
    assertThat(problems.notes()).isEmpty();
  }

  @Test
  void sizeAboveHalfOfTheHeapIsUsedAndNotedWithTheHeap() throws ConfigException {
    long size = reader(256 * MIB).stored(http("nchan_shared_memory_size 64g;"), true);

    assertThat(size).isEqualTo(64L << 30);
    assertThat(problems.areNone()).isTrue();
    assertThat(problems.notes())
        .singleElement()
        .asString()
        .contains("more than half of the heap, which is 256 MiB");
  }

  @Test
  void configurationWithMoreThanTheHeapHasIsGoodAndHasANote() throws ConfigException {
    RelayConfig config =
        RelayConfig.parse(
            "test", "http { nchan_max_reserved_memory 64g; server { } }", Path.of(""));

    assertThat(config.maxReservedMemory()).isEqualTo(64L << 30);
    assertThat(config.notes())
        .singleElement()
        .asString()
        .contains("nchan_max_reserved_memory", "more than half of the heap");
  }

  @Test
  void sizeOfHalfOfTheHeapIsNotNoted() throws ConfigException {
    assertThat(reader(256 * MIB).stored(http("nchan_shared_memory_size 128m;"), false))
        .isEqualTo(128 * MIB);
    assertThat(reader(256 * MIB).buffers(http("push_max_buffer_memory 10m;"))).isEqualTo(10 * MIB);
    assertThat(problems.notes()).isEmpty();
  }

  @Test
  void zeroIsRefused() throws ConfigException {
    long unused = reader(256 * MIB).buffers(http("push_max_buffer_memory 0;"));

    assertThat(problems.areNone()).isFalse();
  }
}
