/** What a configuration means: typed, inherited, checked. */
@NullMarked
package org.pushrelay.server.config;

import org.jspecify.annotations.NullMarked;
