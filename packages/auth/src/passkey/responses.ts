import { z } from "zod";

/** Bytes in base64url; an answer of an authenticator has a few hundred of them. */
const bytes = z.base64url().max(16_384);
const credentialId = z.base64url().min(1).max(1_400);

const shared = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  // What extensions say is not asked for and not read.
  clientExtensionResults: z.looseObject({}).transform(() => ({})),
};

/** `PublicKeyCredential.toJSON()` of a passkey that was made; what is not read is left out. */
export const attestationSchema = z.object({
  ...shared,
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes }),
});

/** `PublicKeyCredential.toJSON()` of a passkey that was used. */
export const assertionSchema = z.object({
  ...shared,
  response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes }),
});

export type Assertion = z.output<typeof assertionSchema>;
