import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ask, errorOf } from "./ask.ts";
import { refusedAnswers } from "./refused-answers.ts";
import { openTestBed, startRawTarget, type TestBed } from "./test-bed.ts";

let bed: TestBed;
let target: Awaited<ReturnType<typeof startRawTarget>>;
let host: string;
const texts = Object.values(refusedAnswers);

beforeAll(async () => {
  bed = await openTestBed();
  target = await startRawTarget((socket) => {
    socket.once("data", (bytes) => {
      const at = Number(/^[A-Z]+ \/(\d+) /.exec(bytes.toString("latin1"))?.[1]);
      socket.write(texts[at] ?? "", "latin1");
    });
  });
  host = await bed.app("demo", target.url);
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

const requests: Record<string, Partial<Ask>> = {
  "a request without a body": {},
  "a chunked upload": { method: "POST", headers: { "Transfer-Encoding": "chunked" }, body: "x" },
};

describe.each(Object.entries(requests))("to %s", (_name, request) => {
  test.each(Object.keys(refusedAnswers).map((name, at) => [name, at] as const))(
    "an answer with %s is TARGET_ANSWER_INVALID, or is cut where its head had left",
    async (_answer, at) => {
      const asked = bed.ask({ host, path: `/${at}`, ...request });
      const outcome = await asked.then(
        (answer) => [answer.status, errorOf(answer).code],
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect([[502, "TARGET_ANSWER_INVALID"], "ECONNRESET"]).toContainEqual(outcome);
    },
  );
});
