import { vaultEventTypes } from "@homeport/vaults";
import { proposalStates, signerRoles, vaultModes } from "@homeport/vaults/core";
import { z } from "zod";

// What the routes answer, as their readers see it. A test holds real answers against these.

const hash = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/)
  .meta({ id: "Hash" });
const base64Url = z
  .string()
  .regex(/^[\w-]*$/)
  .meta({ id: "Base64Url" });
const instant = z.iso.datetime().meta({ id: "Instant" });
const count = z.int().min(0).meta({ id: "Count" });

const signer = z
  .strictObject({ id: z.string(), role: z.enum(signerRoles), label: z.string() })
  .meta({ id: "Signer" });
const roster = z
  .strictObject({ threshold: count, signers: z.array(signer) })
  .meta({ id: "Roster" });
const signature = z
  .strictObject({ signerId: z.string(), signature: z.string() })
  .meta({ id: "Signature" });

const candidate = z
  .strictObject({
    ...{ id: z.string(), nonce: count, kind: z.string(), acceptedAt: instant },
    ...{ abandonRequestedAt: instant.nullable(), retryCount: count, divergenceCount: count },
    ...{ nextCheckAt: instant.nullable(), lastObservation: z.unknown() },
  })
  .meta({ id: "Candidate" });

const integrityFailure = z
  .strictObject({ at: instant, part: z.enum(["acknowledgements", "deltas", "state"]) })
  .meta({ id: "IntegrityFailure" });

const shared = {
  ...{ id: z.string(), organizationId: z.string(), name: z.string(), mode: z.enum(vaultModes) },
  sourceState: z.enum(["unverified", "verified", "ahead"]),
  sourceUnavailableSince: instant.nullable(),
  state: z.enum(["canonical", "waiting", "unresolved", "paused", "released", "ahead"]),
  ...{ threshold: count, candidate: candidate.nullable(), eventSeq: count, openProposals: count },
  integrityFailure: integrityFailure.nullable(),
  ...{ pausedAt: instant.nullable(), pausedReason: z.string().nullable() },
  ...{ releasedAt: instant.nullable(), createdAt: instant, updatedAt: instant },
};

const vault = z
  .strictObject({
    ...shared,
    source: z.looseObject({ kind: z.string() }),
    signers: z.array(signer),
    createdWith: roster.nullable(),
    head: z.strictObject({
      ...{ nonce: count, commitment: hash, stateSha256: hash, rosterSha256: hash },
    }),
    acknowledgement: z.strictObject({ seq: count, hash }),
  })
  .meta({ id: "Vault" });

const vaultSummary = z
  .strictObject({
    ...shared,
    source: z.strictObject({ kind: z.string() }),
    head: z.strictObject({ nonce: count, commitment: hash }),
    ...{ voters: count, orderKey: z.string() },
  })
  .meta({ id: "VaultSummary" });

const acknowledgement = z
  .strictObject({
    ...{ seq: count, deltaId: z.string(), nonce: count, prev: hash, next: hash, digest: hash },
    ...{ acceptedAtMs: count, prevHash: hash, hash, keyId: z.string(), signature: base64Url },
  })
  .meta({ id: "Acknowledgement" });

const deltaStatus = z.enum(["candidate", "canonical", "retained", "discarded"]);

const delta = z
  .strictObject({
    ...{ id: z.string(), nonce: count, kind: z.string(), prev: hash, next: hash, digest: hash },
    ...{ payloadBase64: base64Url, status: deltaStatus, statusReason: z.string().nullable() },
    ...{ statusAt: instant, submittedBy: z.string(), acceptedAt: instant, ackSeq: count },
    signatures: z.array(signature),
    ...{ retryCount: count, divergenceCount: count, abandonRequestedAt: instant.nullable() },
    ...{ abandonConfirmCount: count, checks: count, nextCheckAt: instant.nullable() },
    lastObservation: z.unknown(),
  })
  .meta({ id: "Delta" });

const acceptedDelta = z
  .strictObject({
    ...{ id: z.string(), nonce: count, kind: z.string(), status: deltaStatus },
    ...{ prev: hash, next: hash, digest: hash },
  })
  .meta({ id: "AcceptedDelta" });

const proposal = z
  .strictObject({
    ...{ id: z.string(), nonce: count, base: hash, next: hash, kind: z.string() },
    ...{ payloadBase64: base64Url, note: z.string(), proposerId: z.string() },
    ...{ state: z.enum(proposalStates), deltaId: z.string().nullable() },
    ...{ createdAt: instant, expiresAt: instant, archivedAt: instant.nullable() },
    signatures: z.array(signature.extend({ signedAt: instant })),
    ...{ signed: z.array(z.string()), missing: z.array(z.string()) },
    ...{ collected: count, required: count },
  })
  .meta({ id: "Proposal" });

const proposalOutcome = z
  .strictObject({
    proposal,
    delta: z.strictObject({ id: z.string(), status: deltaStatus }).optional(),
    acknowledgement: acknowledgement.optional(),
  })
  .meta({ id: "ProposalOutcome" });

const serverKey = z
  .strictObject({
    ...{ id: z.string(), publicKey: base64Url, createdAtMs: count },
    ...{ retiredAtMs: count.nullable(), successionSignature: base64Url.nullable() },
  })
  .meta({ id: "ServerKey" });

function pageOf(item: z.ZodType) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const vaultEvent = z.strictObject({
  ...{ id: z.string(), vaultId: z.string(), seq: count, type: z.enum(vaultEventTypes) },
  ...{ version: z.literal(1), at: instant, data: z.record(z.string(), z.unknown()) },
});

/** The bodies of answers in JSON, by route; those of other types are described by their routes. */
export const vaultAnswers = {
  createVault: z.strictObject({ vault, delta, acknowledgement }),
  listVaults: pageOf(vaultSummary),
  listServerKeys: z.strictObject({ keys: z.array(serverKey) }),
  getVault: vault,
  listDeltas: pageOf(delta),
  submitDelta: z.strictObject({
    ...{ delta: acceptedDelta, acknowledgement },
    head: z.strictObject({ nonce: count, commitment: hash }),
  }),
  getDelta: delta.extend({ acknowledgement }),
  abandonDelta: z.strictObject({
    state: z.enum(["pending", "retained", "discarded"]),
    abandonRequestedAt: instant.optional(),
  }),
  listAcknowledgements: pageOf(acknowledgement),
  listProposals: pageOf(proposal),
  openProposal: proposalOutcome,
  getProposal: proposal,
  signProposal: proposalOutcome,
  submitProposal: proposalOutcome,
  retractProposal: z.strictObject({ proposal }),
  restoreProposal: z.strictObject({ proposal }),
} as const;
