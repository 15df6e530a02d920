import { z } from "zod";
import { parseJson } from "./hello.ts";

const id = z.string().min(1).max(128);
const terms = {
  relayId: id,
  /** 32 random bytes of this side, base64url. */
  nonce: z.string().length(43),
  /** First 8 hex digits of a digest: says which root secret a side uses, not what it is. */
  kid: z.string().max(64),
  maxStreams: z
    .int()
    .min(1)
    .max(2 ** 20),
  creditBytes: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
};

/** What the relay that is dialled says first. Unknown fields are ignored. */
export const linkOfferSchema = z.object({ protocols: z.array(z.int()).min(1).max(16), ...terms });
/** What the relay that dials answers. */
export const linkAnswerSchema = z.object({ protocol: z.int(), ...terms });
const welcomeSchema = z.object({ proof: z.string().max(128) });

export type LinkOffer = z.infer<typeof linkOfferSchema>;
export type LinkAnswer = z.infer<typeof linkAnswerSchema>;

export const linkProofBytes = 32;
const lengthBytes = 2;

/** The dialler's HELLO: u16 length, JSON, its proof. */
export function writeLinkAnswer(json: Buffer, proof: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt16BE(json.length);
  return Buffer.concat([length, json, proof]);
}

/** Splits the dialler's HELLO; null when its parts do not fill it exactly. */
export function splitLinkAnswer(payload: Buffer): { json: Buffer; proof: Buffer } | null {
  if (payload.length < lengthBytes) return null;
  const end = lengthBytes + payload.readUInt16BE(0);
  if (payload.length !== end + linkProofBytes) return null;
  return { json: payload.subarray(lengthBytes, end), proof: payload.subarray(end) };
}

export function writeLinkWelcome(proof: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ proof: proof.toString("base64url") }));
}

/** The proof in a WELCOME; null when it is none. */
export function readLinkWelcome(payload: Buffer): Buffer | null {
  const welcome = parseJson(welcomeSchema, payload);
  return welcome === null ? null : Buffer.from(welcome.proof, "base64url");
}
