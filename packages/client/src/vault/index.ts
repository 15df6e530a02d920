export { Refusal, readStrictJson, VaultIntegrityError } from "@homeport/vaults/core";
export {
  mergeChange,
  patchChange,
  releaseChange,
  replaceChange,
  rosterChange,
  sealedChange,
  type VaultChange,
} from "./change.ts";
export {
  commitmentOf,
  createVaultClient,
  type NewVault,
  type VaultClient,
  type VaultClientOptions,
} from "./create-vault-client.ts";
export { eip1193Signer, type WalletProvider } from "./eip1193-signer.ts";
export { VaultClientError, type VaultErrorFacts } from "./error.ts";
export { type IdbFactory, indexedDbPins } from "./indexed-db-pins.ts";
export { memoryPins, type VaultPin, type VaultPins } from "./pins.ts";
export type { VaultStreamEvent } from "./read-events.ts";
export { openState, type SealedPlace, sealState } from "./sealed-state.ts";
export {
  createDeviceJwk,
  type DeviceJwk,
  type DeviceKeyPair,
  ed25519Signer,
  jwkSigner,
  type VaultSigner,
} from "./signer.ts";
export type { ProposeOptions, Vault, VaultMove, VaultStatus } from "./vault.ts";
export { newVaultId } from "./vault-id.ts";
export {
  ExportInvalidError,
  readLines,
  type VerifiedExport,
  verifyExport,
} from "./verify-export.ts";
