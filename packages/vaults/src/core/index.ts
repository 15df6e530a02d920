export {
  type Acknowledgement,
  type ChainEnd,
  followChain,
  type SignedAcknowledgement,
  startChain,
  writeAcknowledgement,
} from "./acknowledgement.ts";
export { fromBase64Url, toBase64Url } from "./bytes.ts";
export { canonicalize, readCanonicalJson, writePayload } from "./canonical-json.ts";
export { type CheckTimings, defaultCheckTimings } from "./check-timings.ts";
export {
  classify,
  classifyPast,
  type Observation,
  type ObservedDelta,
  type PendingHead,
  type Verdict,
} from "./classify.ts";
export { commitTo, digestDelta, hashState } from "./commitment.ts";
export {
  type CheckCounters,
  type CheckedCandidate,
  type CheckOutcome,
  countCheck,
} from "./count-check.ts";
export {
  checkNext,
  type NewVault,
  type PreparedDelta,
  prepareCreation,
  prepareDelta,
  type VaultVersion,
} from "./delta.ts";
export { foldCreation, foldDelta, type RecordedDelta } from "./fold.ts";
export { type Hash, noHash, printHash, readHash } from "./hash.ts";
export { type IntegrityCheck, VaultIntegrityError } from "./integrity.ts";
export type { Json, JsonArray, JsonObject } from "./json.ts";
export { formatPointer, parsePointer } from "./json-pointer.ts";
export { isKindOfMode, type MovingKind, type VaultMode, vaultModes } from "./kinds.ts";
export { ceilingBytes, defaultMaxBytes, maxJsonDepth } from "./limits.ts";
export {
  nextCheckMs,
  nextDepthCheckMs,
  nextReconcileMs,
  nextUnavailableCheckMs,
} from "./next-check.ts";
export type { Primitives } from "./primitives.ts";
export {
  isViable,
  type ProposalAct,
  type ProposalActor,
  type ProposalFacts,
  type ProposalPermit,
  type ProposalState,
  permitProposalAct,
  proposalStates,
  readProposalState,
} from "./proposal.ts";
export { reduceJsonPatch } from "./reducers/json-patch.ts";
export { reduceMergePatch } from "./reducers/merge-patch.ts";
export {
  type DeltaReason,
  isRefusal,
  Refusal,
  type RefusalCode,
  type RosterReason,
} from "./refusal.ts";
export {
  findSigner,
  maxSigners,
  type Roster,
  readRoster,
  type Signer,
  type SignerRole,
  signerRoles,
  writeRosterText,
} from "./roster.ts";
export {
  followServerKeys,
  type ServerKey,
  type ServerKeyRing,
  serverKeyId,
  writeSuccession,
} from "./server-key.ts";
export { verifyEd25519, verifySignature } from "./signature.ts";
export {
  checkRequestShape,
  type Freshness,
  freshnessMs,
  judgeTimestamp,
  type RequestClaim,
  type RequestHead,
  readRequestClaim,
} from "./signed-request.ts";
export { readSignerId, type SignerKey } from "./signer-id.ts";
export { checkThreshold, type DurableSignature, readVoters } from "./signers.ts";
export { readStrictJson } from "./strict-json.ts";
export { writeRequestText, writeSigningText, writeSourceHead } from "./texts.ts";
export {
  type DeltaEvent,
  type DeltaState,
  type DeltaStatus,
  deltaEvents,
  isDeltaState,
  statusReasons,
  type TransitionFacts,
  transition,
} from "./transition.ts";
