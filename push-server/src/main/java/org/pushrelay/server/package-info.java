/** The relay as a program. */
@NullMarked
package org.pushrelay.server;

import org.jspecify.annotations.NullMarked;
