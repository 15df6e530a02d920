import { z } from "zod";
import { signatureInput, submitDeltaInput } from "../delta/input.ts";
import { vaultIdInput } from "../vault/get-vault.ts";

const controlCharacter = /\p{Cc}/u;

const minuteMs = 60_000;
const dayMs = 86_400_000;

export const proposalIdInput = z.string().regex(/^[0-9a-f]{64}$/);

/** The body of a request that opens a proposal: a delta, with the signature of whoever opens it. */
export const openProposalInput = submitDeltaInput.extend({
  signatures: z.array(signatureInput).length(1),
  note: z
    .string()
    .trim()
    .max(280)
    .refine((text) => !controlCharacter.test(text), "has control characters")
    .default(""),
  expiresInMs: z
    .int()
    .min(5 * minuteMs)
    .max(30 * dayMs)
    .default(7 * dayMs),
});

export type OpenProposalInput = z.infer<typeof openProposalInput>;

/** The body of a request that signs a proposal. */
export const signProposalInput = signatureInput;

export const getProposalInput = z.object({ vaultId: vaultIdInput, proposalId: proposalIdInput });
