import { door } from "./door.ts";

/** Vaults, and those who operate all of them. */
export const vaultsDoors = {
  "vaultOperator.audit": door("query vault.operate", () => ({})),
  "vaultOperator.candidates": door("query vault.operate", () => ({})),
  "vaultOperator.chains": door("query vault.operate"),
  "vaultOperator.checkNow": door("mutation vault.operate", ({ codeId }) => ({ vaultId: codeId })),
  "vaultOperator.keys": door("query vault.operate"),
  "vaultOperator.list": door("query vault.operate", () => ({})),
  "vaultOperator.pause": door("mutation vault.operate", ({ codeId }) => ({
    vaultId: codeId,
    reason: "Because",
  })),
  "vaultOperator.retain": door("mutation vault.operate", ({ codeId, deltaId }) => ({
    vaultId: codeId,
    deltaId,
    reason: "Because",
  })),
  "vaultOperator.rotateKey": door("mutation vault.operate"),
  "vaultOperator.sources": door("query vault.operate"),
  "vaultOperator.summary": door("query vault.operate"),
  "vaultOperator.unpause": door("mutation vault.operate", ({ codeId }) => ({ vaultId: codeId })),
  "vaults.chains": door("query vault.read"),
  "vaults.checkSource": door("mutation vault.manage", ({ vaultId }) => ({ vaultId })),
  "vaults.delta": door("query vault.read", ({ vaultId, deltaId }) => ({ vaultId, deltaId })),
  "vaults.get": door("query vault.read", ({ vaultId }) => ({ vaultId })),
  "vaults.list": door("query vault.read", () => ({})),
  "vaults.pause": door("mutation vault.pause", ({ vaultId }) => ({ vaultId, reason: "Because" })),
  "vaults.proposal": door("query vault.read", ({ vaultId }) => ({
    vaultId,
    proposalId: "0".repeat(64),
  })),
  "vaults.proposals": door("query vault.read", ({ vaultId }) => ({ vaultId })),
  "vaults.rename": door("mutation vault.manage", ({ vaultId }) => ({ vaultId, name: "Other" })),
  "vaults.timeline": door("query vault.read", ({ vaultId }) => ({ vaultId })),
  "vaults.unpause": door("mutation vault.pause", ({ vaultId }) => ({ vaultId })),
};
