/**
 * Hooks of an application: decisions on requests and messages before they take effect, and
 * notifications after.
 */
package org.pushrelay.hook;
