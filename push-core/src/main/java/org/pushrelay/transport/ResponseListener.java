package org.pushrelay.transport;

/** Is told once what became of a response. */
public interface ResponseListener {
  /** Does not care. */
  ResponseListener IGNORE =
      new ResponseListener() {
        @Override
        public void onSent() {}

        @Override
        public void onFailure(Throwable cause) {}
      };

  /** All of it was handed to the network. */
  void onSent();

  /** It could not be sent, as a rule because the client has left. */
  void onFailure(Throwable cause);
}
