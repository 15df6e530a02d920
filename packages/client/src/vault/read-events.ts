import { invalidAnswer } from "./error.ts";
import { readFields } from "./read-answer.ts";

/** Something that happened to a vault; `reset` says that events in between are not kept any more. */
export interface VaultStreamEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The most that one event takes. */
const maxEventChars = 262_144;

/** The events of a `text/event-stream` as they come. Ends with it; throws ANSWER_INVALID for one that is none. */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<VaultStreamEvent, void> {
  const decoder = new TextDecoder();
  let waiting = "";
  for await (const part of body) {
    waiting += decoder.decode(part, { stream: true });
    if (waiting.length > maxEventChars) throw invalidAnswer("event");
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = readBlock(block);
      if (event !== null) yield event;
    }
  }
}

/** Null for a comment, and for a hint when to come again. */
function readBlock(block: string): VaultStreamEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  const data = fields.get("data");
  if (data === undefined) return null;
  const seq = Number(fields.get("id"));
  if (!Number.isSafeInteger(seq)) throw invalidAnswer("id");
  return { seq, type: fields.get("event") ?? "", data: readFields(parse(data), "event") };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidAnswer("event");
  }
}
