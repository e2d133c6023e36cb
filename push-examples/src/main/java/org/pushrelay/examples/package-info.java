/** Small programs that use the relay, each with a {@code main} and a {@code --help}. */
@org.jspecify.annotations.NullMarked
package org.pushrelay.examples;
