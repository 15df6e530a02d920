/** The version of the wire that this package speaks. */
export const protocolVersion = 1;

/** WebSocket subprotocol and Upgrade token of a tunnel. */
export const webSocketSubprotocol = "homeport.mux.v1";
export const rawUpgradeToken = "homeport-mux/1";
/** Upgrade token of a link between two relays. */
export const linkUpgradeToken = "homeport-link/1";

export const maxDataBytes = 65_536;
export const maxHelloBytes = 16_384;
export const maxOpenBytes = 4_096;
export const maxOpenFieldBytes = 1_024;
export const maxGoAwayTextBytes = 100;
/** What may be said beside an RST. */
export const maxNoteBytes = 1_024;
/** A WebSocket message may be this long; the wire never sends a longer one. */
export const maxMessageBytes = 1_048_576;
export const maxControlLineBytes = 65_536;
/** Ids are 31 bits; a tunnel that reaches the end is replaced by a new one. */
export const maxStreamId = 2 ** 31 - 1;
export const maxWindow = 2 ** 31 - 1;
export const handshakeDeadlineMs = 5_000;
/** A carrier that was asked to close has this long before it is destroyed. */
export const closeWithinMs = 5_000;
