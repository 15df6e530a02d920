import type { Tx } from "@homeport/db";
import { z } from "zod";
import { CatalogError } from "../errors.ts";
import type { SourceRow } from "../store.ts";
import { catalogTarget, type OperateContext } from "./context.ts";
import { requireView } from "./require-view.ts";
import { demandSync, lockSource, pauseSource } from "./store.ts";

export const viewInput = z.strictObject({ expectedGeneration: z.int().positive() });
type ViewInput = z.infer<typeof viewInput>;

export const acceptRewriteInput = viewInput.extend({
  /** The tip that was looked at; another one needs another look. */
  tip: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
});

/** The number under which the syncer's answer will stand. */
export interface Demanded {
  readonly seq: number;
}

/** Keeps what is served as it is: commits that arrive are noted, and nothing is committed from the console. */
export async function pauseCatalog(ctx: OperateContext, input: ViewInput): Promise<void> {
  await act(ctx, "pause", input, async (tx, source) => {
    requireMode(source, "following");
    await pauseSource(tx);
  });
}

/** Has the catalog follow its branch again, and take its newest commit over. */
export function resumeCatalog(ctx: OperateContext, input: ViewInput): Promise<Demanded> {
  return demand(ctx, "resume", input, (tx, source) => {
    requireMode(source, "paused");
    return demandSync(tx, "resume", { mode: "following", pausedTip: null });
  });
}

/** Has a history taken over that does not follow what is served, once all of it is found to be good. */
export function acceptRewrite(
  ctx: OperateContext,
  input: z.infer<typeof acceptRewriteInput>,
): Promise<Demanded> {
  return demand(ctx, "accept-rewrite", input, (tx, source) => {
    requireMode(source, "held");
    if (source.heldTip !== input.tip) throw new CatalogError("CATALOG_STALE_VIEW");
    return demandSync(tx, "rewrite");
  });
}

/** Has the accepted commit read again from git, and whatever the mirror has otherwise replaced. */
export function rebuildMirror(ctx: OperateContext, input: ViewInput): Promise<Demanded> {
  return demand(ctx, "rebuild", input, (tx) => demandSync(tx, "rebuild"));
}

function requireMode(source: SourceRow, mode: SourceRow["mode"]): void {
  if (source.mode !== mode) throw new CatalogError("CATALOG_STALE_VIEW");
}

async function demand(
  ctx: OperateContext,
  word: string,
  input: ViewInput,
  change: (tx: Tx, source: SourceRow) => Promise<number>,
): Promise<Demanded> {
  const seq = await act(ctx, word, input, change);
  await ctx.wake();
  return { seq };
}

function act<T>(
  ctx: OperateContext,
  word: string,
  { expectedGeneration, ...detail }: ViewInput & { readonly tip?: string },
  change: (tx: Tx, source: SourceRow) => Promise<T>,
): Promise<T> {
  const audited = { action: `catalog.${word}`, target: catalogTarget, detail };
  return ctx.db.write(ctx, audited, async (tx) =>
    change(tx, requireView(await lockSource(tx), expectedGeneration)),
  );
}
