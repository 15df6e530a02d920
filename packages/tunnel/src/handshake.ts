import type { Clock } from "@homeport/platform";
import type { AgentHello, RelayHello, Welcome } from "./hello.ts";
import type { Wire } from "./wire/wire.ts";

/** What the caller of `acceptHandshake` decides about an agent. */
export type Verdict<T> =
  | { ok: true; value: T }
  | { ok: false; code: number; text: string; graceMs?: number };

/** The bytes that were signed and the signature over them. */
export interface HelloProof {
  message: Buffer;
  signature: Buffer;
}

export interface AcceptOptions<T> {
  wire: Wire;
  clock: Pick<Clock, "after">;
  hello: RelayHello;
  /** Decides by key, machine and version; may take its time within the deadline. */
  judge(hello: AgentHello, proof: HelloProof): Promise<Verdict<T>> | Verdict<T>;
  deadlineMs?: number;
}

/** An agent whose proof was accepted and that still waits for WELCOME. */
export interface AcceptedAgent<T> {
  hello: AgentHello;
  value: T;
  /** Sends WELCOME; the wire is held and ready for a mux. */
  welcome(welcome: Welcome): void;
  refuse(code: number, text: string, graceMs?: number): void;
}

export interface DialOptions {
  wire: Wire;
  clock: Pick<Clock, "after">;
  /** Answers the relay's HELLO; `protocol` and `nonce` are filled in. */
  hello(relay: RelayHello): Omit<AgentHello, "protocol" | "nonce">;
  /** Ed25519 over the message, 64 bytes. */
  sign(message: Buffer): Promise<Uint8Array> | Uint8Array;
  deadlineMs?: number;
}

/** The wire is held and ready for a mux. */
export interface DialedRelay {
  relay: RelayHello;
  hello: AgentHello;
  welcome: Welcome;
}

/** Relay side. Throws HandshakeError after the peer was told why; the wire is then over. */
export declare function acceptHandshake<T>(options: AcceptOptions<T>): Promise<AcceptedAgent<T>>;

/** Agent side. Throws HandshakeError with the relay's code when it refuses; the wire is then over. */
export declare function dialHandshake(options: DialOptions): Promise<DialedRelay>;
