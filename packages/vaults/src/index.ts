export type { SignedRequest, VaultsContext, VaultsDeps } from "./context.ts";
export { type SubmitDeltaInput, submitDeltaInput } from "./delta/input.ts";
export type { AcceptedDelta } from "./delta/store.ts";
export { type Submission, type SubmittedDelta, submitDelta } from "./delta/submit-delta.ts";
export {
  toVaultsError,
  VaultsError,
  type VaultsErrorCode,
  vaultsErrors,
} from "./errors.ts";
export { type VaultsPermission, vaultsPermissions } from "./permissions.ts";
export { nodePrimitives } from "./primitives/node.ts";
export { openServerKey, type ServerSigner } from "./server-key/open-server-key.ts";
export {
  type CreatedVault,
  type CreateVaultInput,
  createVault,
  createVaultInput,
} from "./vault/create-vault.ts";
export type { SourceKind } from "./vault/source-kind.ts";
