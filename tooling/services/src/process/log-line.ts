import { z } from "zod";

const recordSchema = z.object({
  level: z.string(),
  msg: z.string(),
  err: z
    .object({ message: z.string(), cause: z.object({ message: z.string() }).optional() })
    .optional(),
});

/** What a person needs of a log line: its words and the error's, without stacks. Other text stays as it is. */
export function readableLogLine(line: string): string {
  const record = recordSchema.safeParse(parseJson(line));
  if (!record.success) return line;
  const { level, msg, err } = record.data;
  const parts = [msg, err?.message, err?.cause?.message].filter((part) => part !== undefined);
  return `${level} ${parts.join(": ")}`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
