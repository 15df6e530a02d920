import { defineRateClasses } from "@homeport/coordination";

/** Handshakes of agents that one address may fail at, in the whole fleet. */
export const handshakeRateClasses = defineRateClasses({ "handshake-failed": "10/s+64" });
