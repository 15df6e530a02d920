import type { IncomingMessage } from "node:http";
import { z } from "zod";

const maxRefusalBytes = 65_536;

const refusalSchema = z.object({
  error: z.object({ code: z.string().max(64), message: z.string().max(1_024) }),
});

/** What a relay refused with; null for an answer that is no relay's. */
export async function readRefusal(
  answer: IncomingMessage,
): Promise<{ code: string; message: string } | null> {
  const body = refusalSchema.safeParse(await readJson(answer, maxRefusalBytes));
  return body.success ? body.data.error : null;
}

/** An answer as JSON; null when it is none, is cut off, or has more bytes than allowed. */
export async function readJson(answer: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) return null;
    }
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}
