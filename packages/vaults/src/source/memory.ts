import type { SqlRunner } from "@homeport/db";
import { z } from "zod";
import { type Observation, readHash } from "../core/index.ts";
import type { Source } from "./source.ts";
import { readScript } from "./store.ts";

const scripted = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("present"),
    commitment: z.string().transform((text) => readHash(text)),
    nonce: z.int().min(0).optional(),
  }),
  z.object({ kind: z.literal("absent") }),
  z.object({ kind: z.literal("unavailable"), reason: z.string().default("scripted") }),
]);

/**
 * A source whose answers are written in a table, for trying things out and for tests: all processes see the same. Without
 * a script it shows nothing.
 */
export function memorySource(sql: SqlRunner): Source {
  return {
    kind: "memory",
    parseConfig: (given) => (Object.keys(given).length === 0 ? {} : null),
    async observe({ vaultId }) {
      try {
        return toObservation(await readScript(sql, vaultId));
      } catch {
        return { kind: "unavailable", reason: "store" };
      }
    },
    async observeAt({ vaultId }, nonce) {
      try {
        const seen = (await readScript(sql, vaultId, nonce)) ?? null;
        return seen === null ? { kind: "absent" } : toObservation(seen);
      } catch {
        return { kind: "unavailable", reason: "store" };
      }
    },
  };
}

function toObservation(entry: unknown): Observation {
  if (entry === null || entry === undefined) return { kind: "absent" };
  const { data } = scripted.safeParse(entry);
  if (data === undefined) return { kind: "unavailable", reason: "script" };
  if (data.kind !== "present") return data;
  const { commitment, nonce } = data;
  if (commitment === null) return { kind: "unavailable", reason: "script" };
  return { kind: "present", commitment, ...(nonce === undefined ? {} : { nonce }) };
}
