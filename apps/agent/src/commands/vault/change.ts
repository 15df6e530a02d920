import type { Vault, VaultChange, VaultMove } from "@homeport/client/vault";
import type { CommandContext } from "../context.ts";
import { type VaultOptions, withVault } from "./open-vaults.ts";
import { readChangeFile } from "./read-change-file.ts";

export interface ChangeOptions extends VaultOptions {
  /** Opens a proposal, which waits for more signatures. */
  readonly propose?: boolean;
  readonly note?: string;
}

const kinds = {
  patch: "json-patch@1",
  merge: "merge-patch@1",
  replace: "replace@1",
  roster: "roster@1",
} as const satisfies Readonly<Record<string, VaultChange["kind"]>>;

export type ChangeVerb = keyof typeof kinds;

/**
 * `homeport vault patch|merge|replace|roster`: a change out of a file, whose very bytes are signed. With `--propose` it
 * waits for the signatures of others.
 */
export async function changeVault(
  ctx: CommandContext,
  verb: ChangeVerb,
  { vaultId, file }: { readonly vaultId: string; readonly file: string },
  options: ChangeOptions,
): Promise<void> {
  const payload = new Uint8Array(await readChangeFile(file));
  await withVault(ctx, vaultId, options, async (vault) => {
    const kind = verb === "replace" && vault.isSealed ? "sealed@1" : kinds[verb];
    if (options.propose !== true) {
      const move = await vault.preview({ kind, payload });
      const { head } = await vault.change({ kind, payload });
      const isHistory = head.nonce >= move.nonce;
      ctx.output.result(isHistory ? head : { ...head, waiting: move }, describe(head, move));
      return;
    }
    const { proposal } = await vault.propose({ kind, payload }, { note: options.note });
    ctx.output.result(proposal, describeProposal(proposal));
  });
}

/** Where the vault is; or, where its source has a say, what that has to show before the change is history. */
function describe(head: Vault["head"], { nonce, prev, next }: VaultMove): string {
  if (head.nonce >= nonce) return `nonce ${head.nonce}  ${head.commitment}`;
  return `nonce ${nonce} waits for the vault's source\nprev ${prev}\nnext ${next}`;
}

/** A proposal in one line, as the server shows it. */
export function describeProposal(proposal: unknown): string {
  const { id, state, collected, required } = proposal as Readonly<Record<string, unknown>>;
  return `${id}  ${state}  ${collected} of ${required}`;
}
