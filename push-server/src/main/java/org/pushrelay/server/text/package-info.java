/** The language of nginx's configuration files: text in, a tree of directives out. */
@NullMarked
package org.pushrelay.server.text;

import org.jspecify.annotations.NullMarked;
