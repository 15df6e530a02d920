import { z } from "zod";

const figure = z.number().nullable().catch(null);

/**
 * What replicas tell of themselves. Each field stands alone: one that this replica does not have, or that another
 * version spells differently, is null.
 */
const vitalsSchema = z.object({
  pool: z
    .object({ inUse: z.number(), waiting: z.number(), max: z.number() })
    .nullable()
    .catch(null),
  eventLoopLagMs: figure,
  memoryBytes: figure,
  feedAgeMs: figure,
  /** How often the feed may have missed something, so that all caches were emptied. */
  feedGaps: figure,
  /** Tunnels that a relay held at its last beat. */
  tunnels: figure,
  /** By how much its wall clock is ahead of Postgres'; negative where it is behind. */
  clockOffsetMs: figure,
  redisUp: z.boolean().nullable().catch(null),
  /** What it limits by, how much of that is its own share, and whom it refused in the last two minutes. */
  limits: z
    .array(
      z.object({
        name: z.string(),
        rate: z.object({ perSecond: z.number(), burst: z.number() }).nullable(),
        isFleet: z.boolean().catch(false),
        refused: z.number(),
        top: z.array(z.tuple([z.string(), z.number()])),
      }),
    )
    .nullable()
    .catch(null),
  /** Jobs by queue and state, as a worker last counted them. */
  jobs: z.record(z.string(), z.record(z.string(), z.number())).nullable().catch(null),
});

export type ReplicaVitals = z.infer<typeof vitalsSchema>;

/** Reads the record in a replica's row; whatever cannot be read of it is null. */
export function readVitals(stored: unknown): ReplicaVitals {
  return vitalsSchema.parse(vitalsSchema.safeParse(stored).data ?? {});
}
