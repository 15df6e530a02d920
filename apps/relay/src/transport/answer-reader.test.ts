import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refusedAnswers } from "../../test/refused-answers.ts";
import { RelayError } from "../errors.ts";
import { type AnswerEvent, AnswerReader, type AnswerReaderOptions } from "./answer-reader.ts";

const get: AnswerReaderOptions = { method: "GET", upgrade: false };

/** Reads a whole answer, cut into pieces of `pieceBytes`, and says what came out. */
function read(text: string, options = get, pieceBytes = Number.POSITIVE_INFINITY) {
  const reader = new AnswerReader(options);
  const bytes = Buffer.from(text, "latin1");
  const events: AnswerEvent[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    events.push(...reader.push(bytes.subarray(at, Math.min(bytes.length, at + pieceBytes))));
  }
  return { reader, events, summary: summarize(events) };
}

function summarize(events: readonly AnswerEvent[]) {
  const body = events.flatMap((event) => (event.kind === "body" ? [event.bytes] : []));
  const head = events.find((event) => event.kind === "head");
  const end = events.find((event) => event.kind === "end");
  return {
    interim: events.flatMap((event) => (event.kind === "interim" ? [event.head.status] : [])),
    status: head?.kind === "head" ? head.head.status : null,
    fields: head?.kind === "head" ? [...head.head.fields] : null,
    body: Buffer.concat(body).toString("latin1"),
    trailers: end?.kind === "end" ? [...end.trailers] : null,
  };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof RelayError ? error.code : `not ours: ${String(error)}`;
  }
  return "accepted";
}

const answers: Record<string, string> = {
  "a length": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello",
  "chunks with trailers":
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-Sum: 15\r\n\r\n",
  "1xx answers first":
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 \r\nContent-Length: 0\r\n\r\n",
  "no reason": "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.0 and a length": "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
};

describe("an answer reads the same however it is cut", () => {
  for (const [name, text] of Object.entries(answers)) {
    test(name, () => {
      const whole = read(text);
      expect(whole.reader.done).toBe(true);
      for (const pieceBytes of [1, 2, 3, 7, 16]) {
        expect(read(text, get, pieceBytes).summary).toEqual(whole.summary);
      }
    });
  }
});

test("keeps order, case and duplicates of fields", () => {
  const { summary } = read(answers["a length"] ?? "");
  expect(summary.fields).toEqual(["Content-Length", "5", "X-A", "1", "x-a", "2"]);
  expect(summary.body).toBe("hello");
});

test("reads trailers behind the last chunk", () => {
  const { summary } = read(answers["chunks with trailers"] ?? "");
  expect(summary.body).toBe("hello0123456789");
  expect(summary.trailers).toEqual(["X-Sum", "15"]);
});

test("hands on 1xx answers before the final one", () => {
  const { summary } = read(answers["1xx answers first"] ?? "");
  expect(summary.interim).toEqual([100, 103]);
  expect(summary.status).toBe(201);
});

test("ends a body without length when the target ends its side", () => {
  const { reader, summary } = read("HTTP/1.1 200 OK\r\n\r\nuntil the end");
  expect(summary.body).toBe("until the end");
  expect(reader.done).toBe(false);
  expect(reader.finish()).toEqual({ kind: "end", trailers: [] });
});

test("tells an answer that was cut short from a complete one", () => {
  expect(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel").reader.finish()).toBeNull();
  expect(
    read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n").reader.finish(),
  ).toBeNull();
  expect(read("HTTP/1.1 200 OK\r\nConte").reader.finish()).toBeNull();
});

test("expects no body after HEAD, 204 and 304", () => {
  const lengthy = "Content-Length: 5\r\n\r\n";
  expect(
    read(`HTTP/1.1 200 OK\r\n${lengthy}`, { method: "HEAD", upgrade: false }).reader.done,
  ).toBe(true);
  expect(read(`HTTP/1.1 304 Not Modified\r\n${lengthy}`).reader.done).toBe(true);
  expect(read("HTTP/1.1 204 No Content\r\n\r\n").reader.done).toBe(true);
});

test("hands over what follows a 101 untouched, and takes a 101 only when one was asked for", () => {
  const text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n\x00\x01raw";
  const { events } = read(text, { method: "GET", upgrade: true });
  const event = events[0];
  expect(event?.kind === "switch" && event.rest.toString("latin1")).toBe("\x00\x01raw");
  expect(codeOf(() => read(text))).toBe("TARGET_ANSWER_INVALID");
});

describe("refuses what two readers could understand differently", () => {
  for (const [name, text] of Object.entries(refusedAnswers)) {
    test(name, () => {
      expect(codeOf(() => read(text))).toBe("TARGET_ANSWER_INVALID");
      expect(codeOf(() => read(text, get, 1))).toBe("TARGET_ANSWER_INVALID");
    });
  }
});

test("random bytes never throw anything but TARGET_ANSWER_INVALID", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "HTTP/1.1 200 OK\r\n",
      "\r\n",
      "\n",
      "Content-Length: 5\r\n",
      "0\r\n",
      "5\r\nhello\r\n",
    ),
    fc.constantFrom("Transfer-Encoding: chunked\r\n", "HTTP/1.1 100 \r\n\r\n", ":", " "),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.integer({ min: 1, max: 64 }),
      (pieces, size) => {
        const code = codeOf(() => read(pieces.join(""), get, size));
        expect(["accepted", "TARGET_ANSWER_INVALID"]).toContain(code);
      },
    ),
    { numRuns: 2000 },
  );
});
