/** The way in. */
package org.pushrelay;
