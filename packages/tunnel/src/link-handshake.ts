import type { Clock } from "@homeport/platform";
import { closeCodes } from "./codes.ts";
import { protocolVersion } from "./constants.ts";
import { HandshakeError } from "./errors.ts";
import { frameTypes } from "./frame.ts";
import { credentialRefused } from "./handshake.ts";
import { parseJson } from "./hello.ts";
import { HelloExchange } from "./hello-exchange.ts";
import {
  type LinkAnswer,
  type LinkOffer,
  linkAnswerSchema,
  linkOfferSchema,
  readLinkWelcome,
  splitLinkAnswer,
  writeLinkAnswer,
  writeLinkWelcome,
} from "./link-hello.ts";
import { findProvingKey, type LinkKey, linkProof } from "./link-proof.ts";
import type { Wire } from "./wire/wire.ts";

/** What a relay says of itself on a link. */
export interface LinkTerms {
  readonly relayId: string;
  /** 32 random bytes, base64url; new for every handshake. */
  readonly nonce: string;
  readonly maxStreams: number;
  readonly creditBytes: number;
}

export interface LinkHandshakeOptions {
  readonly wire: Wire;
  readonly clock: Pick<Clock, "after">;
  readonly self: LinkTerms;
  /** The current key first; the others are accepted while a secret is being rotated. */
  readonly keys: readonly [LinkKey, ...LinkKey[]];
  readonly deadlineMs?: number;
}

/** The side that is dialled. Throws HandshakeError; the wire is then over. Else it is held for a mux. */
export async function acceptLink(options: LinkHandshakeOptions): Promise<LinkAnswer> {
  const { keys, self } = options;
  const exchange = new HelloExchange(options);
  const said: LinkOffer = { protocols: [protocolVersion], ...self, kid: keys[0].kid };
  const offer = Buffer.from(JSON.stringify(said));
  const answered = exchange.expect(frameTypes.HELLO, false);
  exchange.send(frameTypes.HELLO, offer);
  const parts = splitLinkAnswer(await answered);
  const answer = parts === null ? null : parseJson(linkAnswerSchema, parts.json);
  if (parts === null || answer === null) {
    return refuse(exchange, closeCodes.PROTOCOL_ERROR, "a malformed HELLO");
  }
  if (answer.protocol !== protocolVersion) {
    return refuse(exchange, closeCodes.VERSION, "no common protocol");
  }
  const proving = findProvingKey(keys, parts.proof, (key) =>
    linkProof(key, "dialler", offer, parts.json),
  );
  if (proving === null) return refuse(exchange, closeCodes.CREDENTIAL, credentialRefused);
  const proof = linkProof(proving.key, "owner", offer, parts.json);
  exchange.send(frameTypes.WELCOME, writeLinkWelcome(proof));
  exchange.finish(Buffer.alloc(0));
  return answer;
}

/**
 * The side that dials, and that expects the relay `expectedId`. Throws HandshakeError; the wire is then
 * over. Else it is held for a mux. While a secret is being rotated the key is the one that the other side
 * names, when it is good here: a relay that has not got the new secret yet can so be reached.
 */
export async function dialLink(
  options: LinkHandshakeOptions & { readonly expectedId: string },
): Promise<LinkOffer> {
  const { keys, self } = options;
  const exchange = new HelloExchange(options);
  const offer = await exchange.expect(frameTypes.HELLO, false);
  const owner = parseJson(linkOfferSchema, offer);
  if (owner === null) return refuse(exchange, closeCodes.PROTOCOL_ERROR, "a malformed HELLO");
  if (!owner.protocols.includes(protocolVersion)) {
    return refuse(exchange, closeCodes.VERSION, "no common protocol");
  }
  if (owner.relayId !== options.expectedId) {
    return refuse(exchange, closeCodes.CREDENTIAL, "another relay answers at this address");
  }
  const using = keys.find((key) => key.kid === owner.kid) ?? keys[0];
  const said: LinkAnswer = { protocol: protocolVersion, ...self, kid: using.kid };
  const json = Buffer.from(JSON.stringify(said));
  const welcomed = exchange.expect(frameTypes.WELCOME, true);
  const proof = linkProof(using.key, "dialler", offer, json);
  exchange.send(frameTypes.HELLO, writeLinkAnswer(json, proof));
  const returned = readLinkWelcome(await welcomed);
  const proofWith = (key: Buffer) => linkProof(key, "owner", offer, json);
  if (returned !== null && findProvingKey([using], returned, proofWith) !== null) return owner;
  options.wire.destroy();
  throw new HandshakeError({
    closeCode: closeCodes.CREDENTIAL,
    by: "local",
    text: credentialRefused,
  });
}

function refuse(exchange: HelloExchange, code: number, text: string): never {
  exchange.refuse(code, text);
  throw new HandshakeError({ closeCode: code, by: "local", text });
}
