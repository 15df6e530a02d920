import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPages, secret, startWeb, type TestWeb } from "./start-web.ts";
import { clientAt, makeHistory, newDevice } from "./vault-site.ts";

const stack = new AsyncDisposableStack();
let first: TestWeb;
let second: TestWeb;
let cookie = "";
beforeAll(async () => {
  await buildPages();
  first = stack.use(await startWeb());
  cookie = await first.signUp();
  second = stack.use(await startWeb({}, { stores: first.stores }));
}, 180_000);
afterAll(() => stack.disposeAsync());

async function keysOf(web: TestWeb): Promise<unknown> {
  const answer = await web.ask("/api/v1/vaults/server-keys");
  expect(answer.status).toBe(200);
  return await answer.json();
}

describe("replicas of web that share their stores", () => {
  test("lose no event of a stream whose replica is killed: it goes on at another, and each acknowledges by one key", async () => {
    const key = await keysOf(first);
    expect(key).toMatchObject({ keys: [{ retiredAtMs: null }] });
    expect(await keysOf(second)).toEqual(key);

    let nearest = first;
    const either: TestWeb = { ...first, ask: (target, init) => nearest.ask(target, init) };
    const vault = await makeHistory(clientAt(either, await newDevice(), { cookie }), 1);
    const seen: number[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const { seq } of vault.watch({ signal: stop.signal, after: 0 })) {
        seen.push(seq);
        if (seq >= 7) stop.abort();
      }
    })();
    await waitFor(async () => seen.length === 3, { deadlineMs: 10_000, what: "what has been" });

    // As behind a balancer: who asks from now on is sent to the other one.
    nearest = second;
    first.app.kill("SIGKILL");
    expect(await first.app.exited).toEqual({ code: null, signal: "SIGKILL" });
    await vault.merge({ n: 2 });
    await vault.merge({ n: 3 });
    await listening;
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);

    await using again = await startWeb({}, { stores: first.stores });
    expect(await keysOf(again)).toEqual(key);
  }, 60_000);

  test("do not start by a root secret that does not open that key, and say what to set", async () => {
    const wrong = "another secret of a test, 0123456789abcdef";
    const started = startWeb({ HOMEPORT_SECRET: wrong }, { stores: second.stores });
    const refusal = await started.then(
      async (web) => web[Symbol.asyncDispose](),
      (error: unknown) => String(error),
    );
    expect(refusal).toContain("web exited with 78");
    expect(refusal).toContain("vault_server_keys.private_sealed");
    expect(refusal).toContain("HOMEPORT_SECRET_PREVIOUS");
    expect(refusal).not.toContain(wrong);

    const rotated = { HOMEPORT_SECRET: wrong, HOMEPORT_SECRET_PREVIOUS: secret };
    await using web = await startWeb(rotated, { stores: second.stores });
    expect(await keysOf(web)).toEqual(await keysOf(second));
  }, 60_000);
});
