import {
  type AgentControl,
  ControlLines,
  controlLine,
  type MuxStream,
  type RelayControl,
  relayControlSchema,
  rstCodes,
} from "@homeport/tunnel";
import { z } from "zod";

export interface RelayQuestions {
  /** The newest lines of an app that this agent runs, or without one of the agent's own log; null of an unknown app. */
  readonly tailLog: (lines: number, appId: string | undefined) => Promise<string[] | null>;
}

/** Questions of one stream that are being answered at once; a relay that asks more is told to stop. */
const maxPending = 4;
/** Below the 64 KiB of a message by more than its fields take. */
const maxPieceChars = 48 * 1024;
type LogTail = RelayControl & { type: "log.tail" };

const envelope = z.looseObject({ id: z.string().min(1).max(64).optional() });

/**
 * Answers a relay's questions on a control stream that it opened: one JSON message a line. What is not known is
 * answered with an error, and the stream lives on.
 */
export function answerRelay(stream: MuxStream, questions: RelayQuestions): void {
  const lines = new ControlLines();
  let pending = 0;

  function say(message: AgentControl | { error: string; id?: string }): void {
    if (!stream.closed) stream.write(controlLine(message));
  }

  async function answerTail({ id, lines: count, appId }: LogTail): Promise<void> {
    pending += 1;
    try {
      const tail = await questions.tailLog(count, appId);
      if (tail === null) say({ error: "unknown", id });
      else for (const message of piecesOf(id, tail)) say(message);
    } catch {
      say({ error: "unreadable", id });
    }
    pending -= 1;
  }

  function take(line: string): void {
    const json = parseJson(line);
    const message = relayControlSchema.safeParse(json);
    if (message.success && message.data.type === "log.tail") {
      if (pending >= maxPending) stream.reset(rstCodes.REFUSED);
      else void answerTail(message.data);
      return;
    }
    const id = envelope.safeParse(json).data?.id;
    say({ error: "unknown", ...(id === undefined ? {} : { id }) });
  }

  stream.listen({
    onData(bytes) {
      stream.consumed(bytes.length);
      const complete = lines.push(bytes);
      if (complete === null) stream.reset(rstCodes.REFUSED);
      for (const line of complete ?? []) if (line.trim() !== "") take(line);
    },
    onEnd: () => stream.end(),
    onClose: () => undefined,
  });
  stream.accept();
}

/** The lines in messages that each fit; the last one says that it is. */
function* piecesOf(
  id: string,
  lines: readonly string[],
): Generator<AgentControl & { type: "log.lines" }> {
  let piece: string[] = [];
  let chars = 0;
  for (const line of lines) {
    // As it will be written, with everything that JSON escapes.
    const size = Buffer.byteLength(JSON.stringify(line)) + 1;
    if (chars + size > maxPieceChars && piece.length > 0) {
      yield { type: "log.lines", id, lines: piece, done: false };
      piece = [];
      chars = 0;
    }
    piece.push(line);
    chars += size;
  }
  yield { type: "log.lines", id, lines: piece, done: true };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
