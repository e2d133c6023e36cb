/**
 * For tests: time that stands still ({@link org.pushrelay.testkit.ManualTime}), requests without a
 * network ({@link org.pushrelay.testkit.RelayClient}), subscribers that remember, and the contracts
 * that every transport ({@link org.pushrelay.testkit.ExchangeContract}) and store must pass.
 */
package org.pushrelay.testkit;
