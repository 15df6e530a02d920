import type { Inputs } from "../data/router-types.ts";
import type { VaultState } from "./vault-types.ts";

export interface VaultFilter {
  readonly text: string;
  readonly state: VaultState | "all";
  readonly sort: VaultOrder;
}

export type VaultOrder = NonNullable<Inputs["vaults"]["list"]["sort"]>;

export const everyVault: VaultFilter = { text: "", state: "all", sort: "changed" };

/** How often a list is asked again while somebody looks; what is on its way is told sooner by a stream. */
export const vaultPollMs = 15_000;

/** Read alike by the server, which asks first, and by the browser, which goes on. */
export function vaultListInput({ text, state, sort }: VaultFilter): Inputs["vaults"]["list"] {
  const search = text.trim();
  return {
    limit: 50,
    ...(search === "" ? {} : { search }),
    ...(state === "all" ? {} : { state }),
    ...(sort === "changed" ? {} : { sort }),
  };
}

export function timelineInput(vaultId: string): Inputs["vaults"]["timeline"] {
  return { vaultId, limit: 20 };
}

export function proposalListInput(vaultId: string): Inputs["vaults"]["proposals"] {
  return { vaultId, limit: 50 };
}

/** The next page of any of these lists. */
export const nextVaultCursor = (page: { readonly nextCursor: string | null }) =>
  page.nextCursor ?? undefined;
