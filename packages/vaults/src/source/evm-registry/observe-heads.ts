import { type Observation, type PendingHead, readHash } from "../../core/index.ts";
import type { Chain, FinalKey, Heads } from "./chain.ts";
import type { Head } from "./endpoint.ts";
import { ReadFailure } from "./failure.ts";

/**
 * What a key shows where it is final. What shows at the newest block alone is told beside it, with how deep it lies: it says
 * when to look again, and nothing else.
 */
export async function toObservation(
  chain: Chain,
  of: FinalKey,
  heads: Heads | ReadFailure,
): Promise<Observation> {
  if (heads instanceof ReadFailure) return unavailable(heads);
  const { final, newest, finalBlock } = heads;
  const ahead = newest === null || isSame(final, newest) ? null : newest;
  const pending = ahead === null ? {} : { pending: await toPending(chain, of, heads, ahead) };
  if (final === null) return { kind: "absent", ...pending };
  const position = finalBlock === null ? {} : { position: finalBlock };
  return { kind: "present", ...shown(final), ...position, ...pending };
}

export function unavailable({ reason, retryAfterMs }: ReadFailure): Observation {
  return { kind: "unavailable", reason, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

/** A commitment of a registry, as the core has it. */
export function shown({ commitment, nonce }: NonNullable<Head>) {
  const hash = readHash(commitment);
  if (hash === null) throw new ReadFailure("malformed");
  return { commitment: hash, nonce };
}

const unforeseenMs = 30_000;

async function toPending(
  chain: Chain,
  of: FinalKey,
  heads: Heads,
  ahead: NonNullable<Head>,
): Promise<PendingHead> {
  // Only what people are shown, and when to look: nothing is lost where it cannot be told.
  const depth = await chain.readDepth(of, ahead.nonce, heads).catch(() => null);
  const { finality } = of;
  const finalDepth = typeof finality === "string" ? null : finality.confirmations;
  const missing = finalDepth === null ? null : finalDepth - (depth ?? 0);
  const finalInMs = missing === null ? unforeseenMs : Math.round(missing * chain.blockMs());
  return { ...shown(ahead), depth, finalDepth, finalInMs };
}

function isSame(one: Head, other: Head): boolean {
  return one?.commitment === other?.commitment && one?.nonce === other?.nonce;
}
