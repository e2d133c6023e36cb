package org.pushrelay.benchmarks.compare;

import java.io.IOException;
import org.pushrelay.benchmarks.load.LoadListener;
import org.pushrelay.benchmarks.load.LoadResult;
import org.pushrelay.benchmarks.load.LoadRun;

/**
 * What a subscriber costs who waits: what a fresh server holds with many of them less what it holds
 * without, once it has served others. They have got two messages each, since a server may keep more
 * for a connection that has been used.
 */
final class IdleMemory implements LoadListener {
  private static final Work BEFORE = Work.of("before", 200, "--subs 200 --messages 20");

  private final RunningContestant server;
  private final int subscribers;
  private final LoadListener progress;
  private long held;

  IdleMemory(RunningContestant server, int subscribers, LoadListener progress) {
    this.server = server;
    this.subscribers = subscribers;
    this.progress = progress;
  }

  double bytesPerSubscriber() throws IOException {
    LoadRun.run(BEFORE.against(server), progress);
    long before = server.memory().bytes();
    Work work = Work.of("held", subscribers, "--subs " + subscribers + " --messages 2");
    LoadResult result = LoadRun.run(work.against(server), this);
    if (!result.isClean()) {
      throw new IOException("not all subscribers could be held: " + result.toMap());
    }
    return (double) (held - before) / subscribers;
  }

  @Override
  public void progress(String line) {
    progress.progress(line);
  }

  @Override
  public void held() throws IOException {
    held = server.memory().bytes();
  }
}
