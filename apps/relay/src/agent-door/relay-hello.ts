import { newToken, type Random } from "@homeport/platform";
import { protocolVersion, type RelayHello } from "@homeport/tunnel";

/** What the relay says of itself to every agent. */
export interface DoorIdentity {
  /** The apps host without a label, where agents dial. */
  readonly hostname: string;
  /** Its name in the directory. */
  readonly ownId: () => string;
  /** Relays beside this one that take new tunnels. */
  readonly others: () => readonly RelayHello["others"][number][];
  /** New at each start of this process. */
  readonly boot: string;
  readonly minAgentVersion: string;
  /** Streams that an agent may hold open here at once. */
  readonly maxStreams: number;
  /** Bytes that may flow towards the relay on a stream which an agent opens. */
  readonly creditBytes: number;
}

/** One relay's HELLO. Its nonce is in what the agent signs, so a recorded handshake is worth nothing. */
export function relayHello(identity: DoorIdentity, random: Random, timeMs: number): RelayHello {
  const { boot, minAgentVersion, maxStreams, creditBytes } = identity;
  return {
    protocols: [protocolVersion],
    relayId: identity.ownId(),
    boot,
    nonce: newToken(random, 32),
    timeMs,
    minAgentVersion,
    maxStreams,
    creditBytes,
    features: [],
    others: [...identity.others()],
  };
}
