import { z } from "zod";
import {
  ceilingBytes,
  type DurableSignature,
  fromBase64Url,
  maxSigners,
  readHash,
} from "../core/index.ts";

/** 32 bytes, sent as `0x` and 64 lower-case hex digits. */
export const hashInput = z.string().max(66).transform(orIssue(readHash, "a hash"));

/** Bytes, sent as base64url without padding. */
export const payloadInput = z
  .string()
  .max(Math.ceil((ceilingBytes * 4) / 3))
  .transform(orIssue(fromBase64Url, "base64url without padding"));

export const signatureInput = z.strictObject({
  signerId: z.string().max(80),
  signature: z.string().min(1).max(140),
});

export const signaturesInput = z.array(signatureInput).max(maxSigners);

/** The body of a request that submits a delta. */
export const submitDeltaInput = z.strictObject({
  nonce: z.int().min(1),
  kind: z.string().min(1).max(64),
  prev: hashInput,
  next: hashInput,
  payloadBase64: payloadInput,
  signatures: signaturesInput,
});

export type SubmitDeltaInput = z.infer<typeof submitDeltaInput>;

/** The first signature of each signer: a second one adds nothing, and there is room for one. */
export function onePerSigner(signatures: readonly DurableSignature[]): DurableSignature[] {
  const signers = signatures.map(({ signerId }) => signerId);
  return signatures.filter(({ signerId }, at) => signers.indexOf(signerId) === at);
}

function orIssue<T>(read: (text: string) => T | null, what: string) {
  return (text: string, issues: z.RefinementCtx): T => {
    const value = read(text);
    if (value !== null) return value;
    issues.addIssue({ code: "custom", message: `This is not ${what}.` });
    return z.NEVER;
  };
}
