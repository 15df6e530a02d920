import type { Clock } from "@homeport/platform";
import { closeCodes } from "./codes.ts";
import { protocolVersion } from "./constants.ts";
import { HandshakeError } from "./errors.ts";
import { frameTypes } from "./frame.ts";
import {
  type AgentHello,
  agentHelloSchema,
  parseJson,
  type RelayHello,
  relayHelloSchema,
  splitAgentHello,
  type Welcome,
  welcomeSchema,
  writeAgentHello,
} from "./hello.ts";
import { HelloExchange } from "./hello-exchange.ts";
import { proofMessage } from "./proof.ts";
import type { Wire } from "./wire/wire.ts";

/** One sentence for every refusal of a credential, so that none tells more than another. */
export const credentialRefused = "the credential was not accepted";

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
  /** Rejects with HandshakeError when the agent leaves, or time runs out, before WELCOME. */
  failed: Promise<never>;
  /** Sends WELCOME; the wire is held and ready for a mux. False when the agent is gone already. */
  welcome(welcome: Welcome): boolean;
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
export async function acceptHandshake<T>(options: AcceptOptions<T>): Promise<AcceptedAgent<T>> {
  const exchange = new HelloExchange(options);
  const offer = Buffer.from(JSON.stringify(options.hello));
  const answered = exchange.expect(frameTypes.HELLO, false);
  exchange.send(frameTypes.HELLO, offer);
  const { hello, proof } = readAgentHello(exchange, options.hello, offer, await answered);
  const verdict = await Promise.race([options.judge(hello, proof), exchange.failed]);
  if (!verdict.ok) return refuse(exchange, verdict.code, verdict.text, verdict.graceMs);
  return {
    hello,
    value: verdict.value,
    failed: exchange.failed,
    welcome(welcome) {
      if (exchange.over) return false;
      exchange.send(frameTypes.WELCOME, Buffer.from(JSON.stringify(welcome)));
      exchange.finish(Buffer.alloc(0));
      return true;
    },
    refuse: (code, text, graceMs) => exchange.refuse(code, text, graceMs),
  };
}

/** Agent side. Throws HandshakeError with the relay's code when it refuses; the wire is then over. */
export async function dialHandshake(options: DialOptions): Promise<DialedRelay> {
  const exchange = new HelloExchange(options);
  const offer = await exchange.expect(frameTypes.HELLO, false);
  const relay = parseJson(relayHelloSchema, offer);
  if (relay === null) return refuse(exchange, closeCodes.PROTOCOL_ERROR, "a malformed HELLO");
  if (!relay.protocols.includes(protocolVersion)) {
    return refuse(exchange, closeCodes.VERSION, "no common protocol");
  }
  const hello = { protocol: protocolVersion, ...options.hello(relay), nonce: relay.nonce };
  const json = Buffer.from(JSON.stringify(hello));
  const signature = await Promise.race([options.sign(proofMessage(offer, json)), exchange.failed]);
  const welcomed = exchange.expect(frameTypes.WELCOME, true);
  exchange.send(frameTypes.HELLO, writeAgentHello(json, signature));
  const welcome = parseJson(welcomeSchema, await welcomed);
  if (welcome !== null) return { relay, hello, welcome };
  options.wire.destroy();
  throw new HandshakeError({
    closeCode: closeCodes.PROTOCOL_ERROR,
    by: "local",
    text: "a malformed WELCOME",
  });
}

function readAgentHello(
  exchange: HelloExchange,
  relay: RelayHello,
  offer: Buffer,
  payload: Buffer,
): { hello: AgentHello; proof: HelloProof } {
  const parts = splitAgentHello(payload);
  const hello = parts === null ? null : parseJson(agentHelloSchema, parts.json);
  if (parts === null || hello === null) {
    return refuse(exchange, closeCodes.PROTOCOL_ERROR, "a malformed HELLO");
  }
  if (!relay.protocols.includes(hello.protocol)) {
    return refuse(exchange, closeCodes.VERSION, "no common protocol");
  }
  // A recorded handshake repeats another nonce; it is refused like any other wrong proof.
  if (hello.nonce !== relay.nonce) {
    return refuse(exchange, closeCodes.CREDENTIAL, credentialRefused);
  }
  const message = proofMessage(offer, parts.json);
  return { hello, proof: { message, signature: parts.signature } };
}

function refuse(exchange: HelloExchange, code: number, text: string, graceMs = 0): never {
  exchange.refuse(code, text, graceMs);
  throw new HandshakeError({ closeCode: code, by: "local", text, graceMs });
}
