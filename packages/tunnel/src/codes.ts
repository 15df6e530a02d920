/**
 * Why one stream was reset. The table is the wire's: a number, once given, keeps its meaning in
 * every version of the protocol.
 */
export const rstCodes = {
  /** The visitor left. */
  CANCELLED: 1,
  TARGET_REFUSED: 2,
  TARGET_UNREACHABLE: 3,
  TARGET_TIMEOUT: 4,
  TARGET_NOT_ALLOWED: 5,
  TARGET_RESET: 6,
  /** No byte of this stream reached the target. */
  NOT_DELIVERED: 7,
  /** A limit; nothing was done. */
  REFUSED: 8,
  CREDIT_VIOLATION: 9,
  BAD_OPEN: 10,
  NOT_OWNER: 11,
  HOP_LIMIT: 12,
  GOING_AWAY: 13,
  INTERNAL: 14,
} as const;

export type RstName = keyof typeof rstCodes;

/**
 * Why a whole tunnel ends. GOAWAY and the WebSocket close frame carry the same number, because a
 * close frame may never arrive.
 */
export const closeCodes = {
  /** Relay: it stops. The agent dials again at once, without back-off. */
  SERVER_DRAIN: 4001,
  /** Agent: it was stopped on purpose. */
  AGENT_STOP: 4002,
  /** Either: the other side broke the protocol. */
  PROTOCOL_ERROR: 4003,
  /** Relay: no common protocol, or the agent is too old. */
  VERSION: 4004,
  /** Either: nothing was heard, or nothing was taken, for too long. */
  SILENT: 4008,
  /** Relay: full; the grace time says how long to wait. */
  OVERLOADED: 4009,
  /** Either: the handshake took too long. */
  HANDSHAKE_TIMEOUT: 4010,
  /** Relay: the proof was not accepted. */
  CREDENTIAL: 4401,
  /** Relay: host or key was revoked while the tunnel lived. */
  REVOKED: 4403,
  /** Relay: a newer tunnel took this one's place. */
  REPLACED: 4409,
  /** Either: a fault of the sender itself. */
  INTERNAL: 4500,
} as const;

export type CloseName = keyof typeof closeCodes;

const rstNames = namesByNumber(rstCodes);
const closeNames = namesByNumber(closeCodes);

/** The name of an RST code, or undefined for a number this version does not know. */
export function rstName(code: number): RstName | undefined {
  return rstNames.get(code);
}

/** The name of a close code, or undefined for a number this version does not know. */
export function closeName(code: number): CloseName | undefined {
  return closeNames.get(code);
}

function namesByNumber<N extends string>(table: Record<N, number>): Map<number, N> {
  // Object.entries widens the keys to string; they are those of the table that was passed.
  return new Map((Object.entries(table) as [N, number][]).map(([name, code]) => [code, name]));
}
