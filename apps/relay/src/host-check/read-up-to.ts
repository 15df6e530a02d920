import type { Readable } from "node:stream";

/** All of an answer that should have `byteCount` bytes; of a longer one no more than the piece in which that shows. */
export async function readUpTo(answer: Readable, byteCount: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let receivedBytes = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    receivedBytes += chunk.length;
    if (receivedBytes > byteCount) break;
  }
  return Buffer.concat(chunks);
}
