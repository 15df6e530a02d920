import { describe, expect, test } from "vitest";
import { refusedAnswers } from "../../../test/refused-answers.ts";
import { RelayError } from "../../errors.ts";
import { AnswerGate, type GateEvent } from "./answer-gate.ts";

interface Gated {
  readonly kinds: readonly string[];
  readonly passed: string;
}

/** Pushes a whole answer, cut into pieces of `pieceBytes`, and tells what came through. */
function push(text: string, options: { pieceBytes?: number; upgrade?: boolean } = {}): Gated {
  const { pieceBytes = Number.POSITIVE_INFINITY, upgrade = false } = options;
  const gate = new AnswerGate("GET", upgrade);
  const bytes = Buffer.from(text, "latin1");
  const events: GateEvent[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    events.push(...gate.push(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes))));
  }
  const passed = events.flatMap((event) => (event.kind === "pass" ? [event.bytes] : []));
  return {
    kinds: events.map((event) =>
      event.kind === "pass" ? "pass" : `${event.kind} ${event.head.status}`,
    ),
    passed: Buffer.concat(passed).toString("latin1"),
  };
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const chunked =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nX-Sum: 5\r\n\r\n";

test("what came in one piece goes on in one piece, behind its head", () => {
  expect(push(ok)).toEqual({ kinds: ["head 200", "pass"], passed: ok });
});

test.each([1, 2, 7, 16])("passes every byte of an answer that comes %i at a time", (pieceBytes) => {
  expect(push(ok, { pieceBytes }).passed).toBe(ok);
  expect(push(chunked, { pieceBytes }).passed).toBe(chunked);
});

test.each([1, 5, 1_000])(
  "keeps 1xx answers back, an unasked 100 too, %i bytes at a time",
  (pieceBytes) => {
    const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n";
    const { kinds, passed } = push(`${interim}${ok}`, { pieceBytes });
    expect(kinds.filter((kind) => kind !== "pass")).toEqual([
      "interim 100",
      "interim 103",
      "head 200",
    ]);
    expect(passed).toBe(ok);
  },
);

test("counts what it keeps back, so that its credit can be given back", () => {
  const gate = new AnswerGate("GET", true);
  const interim = "HTTP/1.1 103 Hints\r\n\r\n";
  const switched = "HTTP/1.1 101 Switching\r\nUpgrade: echo\r\n\r\nraw";
  const bytes = Buffer.from(`${interim}${switched}`, "latin1");
  const events = [...gate.push(bytes.subarray(0, 10)), ...gate.push(bytes.subarray(10))];
  const counts = events.map((event) => ("byteCount" in event ? event.byteCount : 0));
  expect(counts).toEqual([interim.length, switched.length]);
});

describe("refuses what two readers could understand differently", () => {
  for (const [name, text] of Object.entries(refusedAnswers)) {
    test(name, () => {
      for (const pieceBytes of [1, Number.POSITIVE_INFINITY]) {
        expect(() => push(text, { pieceBytes })).toThrow(RelayError);
      }
    });
  }
});
