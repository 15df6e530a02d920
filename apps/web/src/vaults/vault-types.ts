import type { Outputs } from "../data/router-types.ts";

export type VaultRow = Outputs["vaults"]["list"]["items"][number];
export type VaultView = Outputs["vaults"]["get"];
export type VaultState = VaultRow["state"];
export type Signer = VaultView["signers"][number];
export type Delta = Outputs["vaults"]["timeline"]["items"][number];
export type Proposal = Outputs["vaults"]["proposal"];
