/** Certificates and private keys from PEM files. */
@NullMarked
package org.pushrelay.server.tls;

import org.jspecify.annotations.NullMarked;
