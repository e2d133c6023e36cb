package org.pushrelay.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import org.pushrelay.benchmarks.load.LoadOptions;

/**
 * What each server has to do.
 *
 * @param title its name in the results
 * @param arguments of {@code load}, so that anybody can do it again by hand
 * @param subscribers how many there are
 */
record Work(String title, List<String> arguments, int subscribers) {
  Work {
    arguments = List.copyOf(arguments);
  }

  static Work of(String title, int subscribers, String arguments) {
    return new Work(title, List.of(arguments.split(" ")), subscribers);
  }

  /** Returns the options of this work against one server. */
  LoadOptions against(RunningContestant contestant) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(contestant.loadArguments());
    return LoadOptions.parse(all.toArray(String[]::new));
  }
}
