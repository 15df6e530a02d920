import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createVirtualClock } from "@homeport/platform";
import { afterEach, expect, test, vi } from "vitest";
import { type DeviceCode, loginByDevice } from "./device-login.ts";

type Answer = readonly [status: number, body: Record<string, unknown>];

const pending: Answer = [400, { error: "authorization_pending" }];
const slowDown: Answer = [400, { error: "slow_down" }];
const codes: Answer = [
  200,
  {
    device_code: "d",
    user_code: "ABCDEFGH",
    verification_uri: "/device",
    interval: 5,
    expires_in: 600,
  },
];

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

/** A console that gives a code and then answers polls in this order, the last answer for ever. */
async function consoleThatAnswers(...polls: Answer[]): Promise<string> {
  const answers = [codes, ...polls];
  const server = createServer((_request, response) => {
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? codes;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Signs in by a clock that jumps to the next poll; answers what came of it and how long each wait was. */
async function logIn(...polls: Answer[]) {
  const webUrl = await consoleThatAnswers(...polls);
  const clock = createVirtualClock();
  const shown: DeviceCode[] = [];
  const waitsMs: number[] = [];
  const sleep: typeof clock.sleep = (ms, signal) => {
    waitsMs.push(ms);
    return clock.sleep(ms, signal);
  };
  let over = false;
  const login = loginByDevice({
    webUrl,
    clock: { ...clock, sleep },
    fetch: globalThis.fetch,
    onCode: (code) => void shown.push(code),
  })
    .catch((error: unknown) => String(Reflect.get(Object(error), "code")))
    .finally(() => {
      over = true;
    });
  while (!over) {
    await vi.waitFor(() => expect(over || clock.pending() > 0).toBe(true), { interval: 1 });
    await clock.advance(waitsMs.at(-1) ?? 0);
  }
  return { outcome: await login, waitsMs, shown };
}

test("a command that is told to slow down waits five seconds longer, each time", async () => {
  const { outcome, waitsMs, shown } = await logIn(pending, slowDown, slowDown, pending, [
    200,
    { access_token: "t" },
  ]);
  expect(outcome).toBe("t");
  expect(waitsMs).toEqual([5_000, 5_000, 10_000, 15_000, 15_000]);
  expect(shown).toEqual([
    { userCode: "ABCD-EFGH", verificationUrl: expect.stringMatching(/\/device$/) },
  ]);
});

test.for([
  ["denied", "access_denied", "LOGIN_DENIED"],
  ["expired", "expired_token", "LOGIN_EXPIRED"],
  ["used by another poll", "invalid_grant", "LOGIN_EXPIRED"],
  ["something unheard of", "no_such_error", "CONSOLE_REFUSED"],
] as const)("a command whose code was %s ends", async ([, error, code]) => {
  expect((await logIn(pending, [400, { error }])).outcome).toBe(code);
});

test("a command whose code nobody answers ends when the code does", async () => {
  const { outcome, waitsMs } = await logIn(pending);
  expect(outcome).toBe("LOGIN_EXPIRED");
  expect(waitsMs).toHaveLength(120);
});
