/** Messages kept in memory. */
package org.pushrelay.store.memory;
