import { expect, test } from "vitest";
import { tellEndpoint } from "./endpoint-words.ts";

const endpoint = { place: 1, tookMs: 12, failure: null, block: 10, common: "0x1" } as const;

test("an endpoint is told of by how fast it answers and how far it has come, beside the others", () => {
  const first = { ...endpoint, block: 13 };
  const endpoints = [first, endpoint];
  expect(tellEndpoint(first, { endpoints })).toEqual({
    ...{ light: "ok", words: "answers in 12 ms, at block 13" },
  });
  expect(tellEndpoint(endpoint, { endpoints })).toEqual({
    ...{ light: "warn", words: "answers in 12 ms, at block 10, 3 blocks behind" },
  });
  expect(tellEndpoint({ ...first, tookMs: 2_000 }, { endpoints }).light).toBe("warn");
});

test("one that cannot be read is told of by why", () => {
  const away = { ...endpoint, failure: "wrong-chain", block: null, common: null } as const;
  expect(tellEndpoint(away, { endpoints: [away] })).toEqual({
    ...{ light: "bad", words: "cannot be read: it serves another chain" },
  });
});
