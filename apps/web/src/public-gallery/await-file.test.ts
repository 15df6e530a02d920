import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { awaitFile } from "./await-file.ts";

type Answer = readonly [status: number, retryAfter?: string];

/** Asks a server that answers in this way, the last answer again and again; tells how long was waited for each time. */
async function ask(...answers: readonly Answer[]) {
  const methods: unknown[] = [];
  await using server = createServer((request, response) => {
    const [status, retryAfter] = answers[Math.min(methods.length, answers.length - 1)] ?? [500];
    methods.push(request.method);
    response.writeHead(status, retryAfter === undefined ? {} : { "Retry-After": retryAfter }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  const became = await awaitFile(`http://127.0.0.1:${port}/`, wait, new AbortController().signal);
  expect(new Set(methods)).toEqual(new Set(["HEAD"]));
  return { became, waits };
}

test.each<[string, readonly Answer[], Awaited<ReturnType<typeof ask>>]>([
  ["that is there is had at once", [[200]], { became: "ready", waits: [] }],
  [
    "that is being made is asked for as often as the answers say",
    [[503, "2"], [429, "7"], [503], [200]],
    { became: "ready", waits: [2_000, 7_000, 2_000] },
  ],
  ["is not waited for by the hour", [[503, "3600"], [200]], { became: "ready", waits: [30_000] }],
  ["that is not to be had is not asked for again", [[404]], { became: "refused", waits: [] }],
])("a file %s", async (_what, answers, outcome) => {
  expect(await ask(...answers)).toEqual(outcome);
});

test("a file that never comes is given up", async () => {
  const { became, waits } = await ask([503, "1"]);
  expect([became, waits.length]).toEqual(["late", 60]);
});
