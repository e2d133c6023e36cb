/** Who may come: by address, and by user and password. */
@NullMarked
package org.pushrelay.server.access;

import org.jspecify.annotations.NullMarked;
