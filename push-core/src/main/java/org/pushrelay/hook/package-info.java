/** What an application may say to who comes: questions before, and notices after. */
package org.pushrelay.hook;
