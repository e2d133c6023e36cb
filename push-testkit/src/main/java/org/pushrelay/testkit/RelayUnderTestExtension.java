package org.pushrelay.testkit;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.pushrelay.transport.ExchangeHandler;

/** Gives each test its relay, and each test class its server. */
final class RelayUnderTestExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(RelayUnderTestExtension.class);

  RelayUnderTestExtension() {}

  /** A server whose endpoints are those of the test that runs at the moment. */
  private static final class Server implements AutoCloseable {
    private final AtomicReference<@Nullable RelayUnderTest> current = new AtomicReference<>();
    private final RunningTransport transport;

    Server(TransportContract contract) {
      Map<String, ExchangeHandler> mounts = new LinkedHashMap<>();
      for (String path : ContractEndpoints.PATHS) {
        mounts.put(path, exchange -> relay().handle(path, exchange));
      }
      try {
        transport = contract.start(mounts);
      } catch (Exception e) {
        throw new IllegalStateException("the server under test did not start", e);
      }
    }

    private RelayUnderTest relay() {
      return requireNonNull(current.get(), "a test is running");
    }

    RelayUnderTest nextRelay(TransportContract contract) {
      RelayUnderTest relay = new RelayUnderTest(transport, contract.traits());
      current.set(relay);
      return relay;
    }

    @Override
    public void close() {
      transport.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RelayUnderTest.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TransportContract contract = (TransportContract) context.getRequiredTestInstance();
    Server server =
        classContext(context)
            .getStore(NAMESPACE)
            .computeIfAbsent(Server.class, key -> new Server(contract), Server.class);
    RelayUnderTest relay = server.nextRelay(contract);
    context.getStore(NAMESPACE).put(RelayUnderTest.class, relay);
    return relay;
  }

  /** That of the class, also where a test has parameters and so a context of its own in between. */
  private static ExtensionContext classContext(ExtensionContext context) {
    ExtensionContext found = context;
    while (found.getTestMethod().isPresent() && found.getParent().isPresent()) {
      found = found.getParent().get();
    }
    return found;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    RelayUnderTest relay =
        context.getStore(NAMESPACE).get(RelayUnderTest.class, RelayUnderTest.class);
    if (relay != null) {
      relay.close();
    }
  }
}
