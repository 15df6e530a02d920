import { type LeaseScope, withLease } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import type { WatchContext } from "../source.ts";
import type { Chain } from "./chain.ts";
import { ReadFailure } from "./failure.ts";
import { type AwaitedRegistry, hintKeys, moveCursors, selectAwaited } from "./store.ts";

const pollEveryMs = 2_000;
const standByMs = 2_000;
/** Older announcements are left to the checks, which rest on none of this. */
const mostBlocks = 1_000;
const firstBlocks = 100;

/**
 * Follows what the registries of a chain announce, in one process of all, and has those looked at at once who wait for it. It
 * says when to look, never what there is: with nobody following, checks are as good and a little later.
 */
export async function watchChain(ctx: WatchContext, chain: Chain): Promise<void> {
  const { clock, lease, signal } = ctx;
  const name = `vault-watch:${chain.chainId}`;
  while (!signal.aborted) {
    try {
      await withLease(lease, { name, signal }, (held) => follow(ctx, chain, held));
    } catch {
      // The lease is somebody else's, or the store is away: both are said where they are found, and tried again below.
    }
    await clock.sleep(standByMs, signal).catch(() => undefined);
  }
}

async function follow(ctx: WatchContext, chain: Chain, held: LeaseScope<Tx>): Promise<void> {
  while (!held.signal.aborted) {
    await pollChain(ctx, chain, held);
    await ctx.clock.sleep(pollEveryMs, held.signal);
  }
}

/** One look at what was announced since the last one. Asks the chain nothing while nobody waits for it. */
export async function pollChain(
  ctx: WatchContext,
  chain: Chain,
  held: Pick<LeaseScope<Tx>, "write">,
): Promise<void> {
  const { chainId } = chain;
  const awaited = await selectAwaited(ctx.db.sql, chainId);
  if (awaited.length === 0) return;
  const found = await readNew(chain, awaited);
  if (found === null) return;
  const { announced, block } = found;
  const vaultIds = await held.write(async (tx) => {
    const sql = ctx.db.within(tx);
    const registries = awaited.map(({ registry }) => registry);
    await moveCursors(sql, chainId, registries, block);
    return announced.length === 0 ? [] : await hintKeys(sql, chainId, announced);
  });
  for (const vaultId of vaultIds) void ctx.wakeVault(vaultId);
}

/** Null where nothing is new, or the chain cannot be read: whoever looks at a vault says so. */
async function readNew(chain: Chain, awaited: readonly AwaitedRegistry[]) {
  try {
    const block = await chain.readNewestBlock();
    const from = firstOf(awaited, block);
    if (from > block) return null;
    const registries = awaited.map(({ registry }) => registry);
    return { block, announced: await chain.readAnnounced(registries, from, block) };
  } catch (error) {
    if (error instanceof ReadFailure) return null;
    throw error;
  }
}

/** After a chain was cut back below where it was followed to, the blocks that have come since are new again. */
function firstOf(awaited: readonly AwaitedRegistry[], newest: number): number {
  const starts = awaited.map(({ block }) =>
    block === null || block > newest ? newest - firstBlocks + 1 : block + 1,
  );
  return Math.max(Math.min(...starts), newest - mostBlocks + 1, 0);
}
