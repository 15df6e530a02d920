import type { MuxStream, StreamEnd } from "@homeport/tunnel";
import type { Splice } from "../upgrade/splice.ts";
import type { AnswerHead } from "./answer-head.ts";
import type { RequestBody } from "./request-body.ts";
import type { AnswerPart } from "./visitor.ts";

/** One sending of a request over one stream. Its owner is told what comes of it. */
export interface Try {
  /** Sends the request. Throws RelayError when there is no stream for it; nothing was sent then. */
  begin(body: RequestBody): void;
  /** The visitor has taken everything that was delivered. */
  onVisitorDrained(): void;
  /** The answer is complete; the request may not be. Ends the stream, or keeps it for the next one. */
  complete(requestSent: boolean): void;
  /** Ends the stream, so that the target learns it at once. */
  cancel(): void;
}

/** What a try needs to know of its stream's end for the choice whether there is a second one. */
export interface TryEnd {
  readonly end: StreamEnd;
  /** Whether any byte of this request was handed to the carrier. */
  readonly flushed: boolean;
  /** The stream had carried others before: its target may just have closed an idle connection. */
  readonly reused: boolean;
}

/** Who is told of a try. Nothing follows `refused`, `failed`, `closed` or an end that was delivered. */
export interface TryOwner {
  /** A byte of an answer has come. */
  heard(): void;
  inform(head: AnswerHead): void;
  /** False when the visitor must take bytes first; `onVisitorDrained` follows. */
  deliver(part: AnswerPart): boolean;
  /** The target agreed to another protocol; `rest` came behind its head. */
  switchTo(head: AnswerHead, stream: MuxStream, rest: Buffer): Splice;
  /** The stream takes bytes of the body again. */
  drained(): void;
  /** No stream could be opened; nothing was sent. */
  refused(error: unknown): void;
  /** The answer is none, or not to be understood. */
  failed(error: unknown): void;
  /** The stream ended before the answer did, or after the protocols were switched. */
  closed(end: TryEnd): void;
}
