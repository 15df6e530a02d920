import { z } from "zod";

const containerSchema = z.object({
  Service: z.string(),
  State: z.string(),
  ExitCode: z.int().default(0),
});

/** One container of a project, as `docker compose ps` tells of it. */
export type ListedContainer = z.infer<typeof containerSchema>;

/**
 * Reads `docker compose ps --format json`: an array in some versions, an object a line in others. Throws where it is
 * neither.
 */
export function readPs(text: string): ListedContainer[] {
  const trimmed = text.trim();
  const values: unknown[] = trimmed.startsWith("[")
    ? z.array(z.unknown()).parse(JSON.parse(trimmed))
    : trimmed
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line));
  return values.map((value) => containerSchema.parse(value));
}
