import {
  agentControlSchema,
  ControlLines,
  controlErrorSchema,
  controlLine,
  rstCodes,
} from "@homeport/tunnel";
import { RelayError } from "../errors.ts";
import type { Carrier, OpenedStream } from "../resolve/carrier.ts";
import { errorOfEnd } from "../transport/stream-errors.ts";

/** More than an agent sends; one that goes on is no agent. */
const maxLogBytes = 1024 * 1024;
const questionId = "1";

export interface LogQuestion {
  /** Null for the agent's own log. */
  readonly appId: string | null;
  readonly lines: number;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/**
 * Asks a host's agent for the newest lines of its own log, or of an app that it runs, over a control stream of its own: so it is the same whether
 * the tunnel is here or at another relay. Rejects with LOG_UNREADABLE where the agent has none to give, with the
 * stream's own error where it ended, and with the signal's reason.
 */
export function askLog(carrier: Carrier, asked: LogQuestion): Promise<string[]> {
  const { appId, lines, requestId, signal } = asked;
  const answer = new LogAnswer();
  return new Promise((resolve, reject) => {
    const leave = () => opened.stream.reset(rstCodes.CANCELLED);
    const settle = (outcome: () => void) => {
      outcome();
      leave();
    };
    const opened: OpenedStream = carrier.open(
      { kind: "control", appId: "", target: "", visitorAddress: "", requestId },
      {
        onData(bytes) {
          opened.stream.consumed(bytes.length);
          try {
            const lines = answer.push(bytes);
            if (lines !== null) settle(() => resolve(lines));
          } catch (error) {
            settle(() => reject(error));
          }
        },
        onEnd: leave,
        onClose(end) {
          signal.removeEventListener("abort", leave);
          opened.onClosed();
          reject(signal.aborted ? signal.reason : errorOfEnd(end));
        },
      },
    );
    signal.addEventListener("abort", leave, { once: true });
    const question = { type: "log.tail", id: questionId, lines } as const;
    opened.stream.write(controlLine(appId === null ? question : { ...question, appId }));
  });
}

/** Gathers an answer that comes in several messages. */
class LogAnswer {
  readonly #messages = new ControlLines();
  readonly #lines: string[] = [];
  #bytes = 0;

  /** All lines once the last message is here, else null. Throws RelayError for what is no answer. */
  push(bytes: Buffer): string[] | null {
    this.#bytes += bytes.length;
    const messages = this.#bytes > maxLogBytes ? null : this.#messages.push(bytes);
    if (messages === null) throw unreadable("too long");
    for (const message of messages) if (this.#take(message)) return this.#lines;
    return null;
  }

  #take(text: string): boolean {
    const json = parseJson(text);
    const message = agentControlSchema.safeParse(json);
    if (!message.success || message.data.type !== "log.lines" || message.data.id !== questionId) {
      throw unreadable(controlErrorSchema.safeParse(json).data?.error ?? "not understood");
    }
    this.#lines.push(...message.data.lines);
    return message.data.done;
  }
}

function unreadable(detail: string): RelayError {
  return new RelayError("LOG_UNREADABLE", { detail });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
