/** Files as answers: where they are, and what a client gets of them. */
@NullMarked
package org.pushrelay.server.files;

import org.jspecify.annotations.NullMarked;
