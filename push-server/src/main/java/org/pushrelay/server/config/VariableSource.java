package org.pushrelay.server.config;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.Statistics;
import org.pushrelay.transport.PushRequest;

/** A request with all that the {@linkplain BuiltInVariables built-in variables} are made of. */
public interface VariableSource extends PushRequest {

  /** The path, decoded and normalised. */
  String uri();

  /** The request target as the client sent it, also where the request was sent on to elsewhere. */
  String originalTarget();

  /** The address of the client's end of the connection, also where a proxy names another client. */
  String connectionAddress();

  /** The first name of the server that the request came to; empty if it has none. */
  String serverName();

  /** 32 random hexadecimal digits that all copies of a request have in common. */
  String requestId();

  /** The time at the moment. */
  ZonedDateTime time();

  /** The numbers of the relay at the moment. */
  Statistics statistics();

  /** The channels that the request names; none if its location has none. */
  List<ChannelId> channels();

  /**
   * The state of the first channel that the request names, as a channel that does not exist has it
   * if there is none.
   *
   * @return empty if the request's location has no channels
   */
  Optional<ChannelInfo> channelInfo();
}
