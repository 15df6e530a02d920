import type { Socket } from "node:net";
import type { RelayError } from "../errors.ts";
import type { AnswerHead } from "./answer-head.ts";
import type { Fields } from "./fields.ts";

/** What one batch of bytes from the target adds to the visitor's answer. It leaves in one write. */
export interface AnswerPart {
  readonly head: AnswerHead | null;
  readonly slices: readonly Buffer[];
  /** The trailers when this part completes the answer, else null. */
  readonly end: Fields | null;
}

/**
 * The visitor's side of one exchange, as a transport sees it. Modes: *waiting* (nothing was answered),
 * *answering* (the head went out), *over*. `deliver` moves from waiting to answering with a head and to
 * over with an end; `refuse` is legal while waiting, `cut` always, and both lead to over.
 */
export interface Visitor {
  readonly answering: boolean;
  /** A 1xx answer; only while waiting. */
  inform(head: AnswerHead): void;
  /** False when the visitor must take bytes first; `onDrain` is called once it has. */
  deliver(part: AnswerPart): boolean;
  onDrain: () => void;
  /** Answers with an error of the relay's own. */
  refuse(error: RelayError): void;
  /** Ends the connection so that the answer cannot be taken for a complete one. */
  cut(): void;
}

/** A visitor who asked for another protocol; a plain answer is as good as for any other. */
export interface UpgradeVisitor extends Visitor {
  /** Sends the target's 101 and hands over the connection. Only while waiting. */
  switchProtocols(head: AnswerHead): SwitchedConnection;
}

export interface SwitchedConnection {
  readonly socket: Socket;
  /** What the visitor sent behind its request's head. */
  readonly early: readonly Buffer[];
  /** Counts bytes that went to the visitor. */
  readonly onBytesOut: (byteCount: number) => void;
}
