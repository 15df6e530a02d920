import type { CommandContext } from "../context.ts";
import { type VaultOptions, withVault, withVaults } from "./open-vaults.ts";

type Item = Readonly<Record<string, unknown>>;

/** `homeport vault list`: vaults that list this signer, as the server tells of them. */
export async function listVaults(ctx: CommandContext, options: VaultOptions): Promise<void> {
  const items = await withVaults(ctx, options, (client) =>
    readAll((cursor) => client.listVaults({ limit: 200, ...cursor })),
  );
  const lines = items.map(({ id, name, state }) => `${id}  ${name}  ${state}`);
  ctx.output.result(items, lines.join("\n") || "no vault lists this signer");
}

/** `homeport vault show`: where a vault is, who signs, and how it stands; all of it checked. */
export async function showVault(
  ctx: CommandContext,
  vaultId: string,
  options: VaultOptions,
): Promise<void> {
  await withVault(ctx, vaultId, options, async ({ id, head, roster, status }) => {
    const signers = roster.signers.map((one) => `  ${one.role}  ${one.id}  ${one.label}`);
    const lines = [
      `${status.name}  ${id}`,
      `nonce ${head.nonce}  ${head.commitment}`,
      `${roster.threshold} of ${signers.length} sign`,
      ...signers,
      ...(status.candidateId === null
        ? []
        : [`waits for its source: ${status.candidateId}`, ...describeSeen(status.seen)]),
      ...(status.pausedReason === null ? [] : [`paused: ${status.pausedReason}`]),
      ...(status.isReleased ? ["released: it has moved elsewhere"] : []),
    ];
    ctx.output.result({ id, head, roster, ...status }, lines.join("\n"));
  });
}

/** What the source shows while a change waits; one that has come, but not for good, with how deep it lies. */
function describeSeen(seen: Item | null): string[] {
  if (seen === null) return ["  not looked at yet"];
  const { kind, reason, pending } = seen;
  if (kind === "unavailable") return [`  the source does not answer: ${reason}`];
  if (typeof pending !== "object" || pending === null) return ["  it does not show there yet"];
  const { depth = null, finalDepth = null } = pending as Item;
  return depth === null || finalDepth === null
    ? ["  it shows there, and is not final yet"]
    : [`  it shows there, ${depth} of ${finalDepth} confirmations`];
}

/** `homeport vault state`: the state that its signed history leads to. */
export async function showState(
  ctx: CommandContext,
  vaultId: string,
  options: VaultOptions,
): Promise<void> {
  await withVault(ctx, vaultId, options, async (vault) => {
    if (vault.isSealed) {
      const bytes = Buffer.from(vault.stateBytes).toString("base64url");
      ctx.output.result({ sealed: bytes }, bytes);
    } else {
      ctx.output.result(vault.state, JSON.stringify(vault.state, null, 2));
    }
  });
}

/** `homeport vault log`: all that was accepted, newest first. */
export async function showLog(
  ctx: CommandContext,
  vaultId: string,
  options: VaultOptions,
): Promise<void> {
  const items = await withVault(ctx, vaultId, options, (vault) =>
    readAll((cursor) => vault.timeline({ limit: 200, ...cursor })),
  );
  const lines = items.map((delta) => {
    const { nonce, kind, status, statusReason, acceptedAt, id } = delta;
    const reason = typeof statusReason === "string" ? ` (${statusReason})` : "";
    return `${nonce}  ${kind}  ${status}${reason}  ${acceptedAt}  ${id}`;
  });
  ctx.output.result(items, lines.join("\n"));
}

/** `homeport vault proposals`: changes that wait for signatures, and what became of earlier ones. */
export async function showProposals(
  ctx: CommandContext,
  vaultId: string,
  options: VaultOptions,
): Promise<void> {
  const items = await withVault(ctx, vaultId, options, (vault) =>
    readAll((cursor) => vault.proposals({ limit: 200, ...cursor })),
  );
  const lines = items.map(({ id, kind, state, collected, required, note }) =>
    `${id}  ${kind}  ${state}  ${collected} of ${required}  ${note}`.trimEnd(),
  );
  ctx.output.result(items, lines.join("\n") || "nothing waits");
}

/** More is for programs that page. */
const mostPages = 25;

async function readAll(
  read: (cursor: { readonly cursor?: string }) => Promise<Item>,
): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await read(cursor === undefined ? {} : { cursor });
    const items = answer["items"];
    if (Array.isArray(items)) all.push(...items);
    const next = answer["nextCursor"];
    if (typeof next !== "string") break;
    cursor = next;
  }
  return all;
}
