import { randomBytes } from "node:crypto";
import { createHomeportClient, type HomeportClient, readError } from "@homeport/client";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCutSender } from "./cut-sender.ts";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";

const env = { HOMEPORT_DRAIN_DELAY_MS: "0" };

let stack: AsyncDisposableStack;
let first: TestWeb;
let second: TestWeb;
let third: TestWeb;
let token: string;
let organizationId: string;
let apiKey: string;

beforeAll(async () => {
  await buildPages();
  stack = new AsyncDisposableStack();
  first = stack.use(await startWeb(env));
  second = stack.use(await startWeb(env, { stores: first.stores }));
  third = stack.use(await startWeb(env, { stores: first.stores }));
  const cookie = await first.signUp();
  token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "");
  const person = createHomeportClient({ baseUrl: second.own, token });
  organizationId = (await person.session.organizations.query())[0]?.organizationId ?? "";
  const scopes = { apps: "all", api: true } as const;
  apiKey = (await person.account.keys.create.mutate({ name: "ci", scopes, lifeMs: null })).key;
}, 240_000);
afterAll(() => stack.disposeAsync());

/** How many photos wait, each time that a client is told, and what ended it. */
function listen(homeport: HomeportClient) {
  const told: number[] = [];
  const ended: unknown[] = [];
  const stream = homeport.gallery.tasks.watch.subscribe(undefined, {
    onData: ({ backlog }) => void told.push(backlog.reduce((sum, { due }) => sum + due, 0)),
    onError: (error) => void ended.push(error),
  });
  return { told, ended, stop: () => stream.unsubscribe() };
}

async function addPhoto(at: TestWeb): Promise<void> {
  const sender = createCutSender(token, organizationId);
  const bytes = randomBytes(1_000);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  const address = await sender.begin(at.own, bytes.length);
  const whole = { address, offsetBytes: 0, bytes, wholeBytes: bytes.length };
  const answer = await sender.send(at.own, whole, (sending) => void sending.end());
  if (answer?.imageId === undefined) throw new Error(`No photo: ${answer?.status}`);
}

test("a client with a key hears at one replica what was done at another, and goes on there when the first one ends", async () => {
  // What a balancer does: whoever asks gets to the replica that serves.
  let asked = 0;
  let serving = first;
  const balanced: typeof fetch = (input, init) => {
    asked += 1;
    return fetch(String(input).replace(first.own, serving.own), init);
  };
  const heard = listen(createHomeportClient({ baseUrl: first.own, apiKey, fetch: balanced }));
  await waitFor(() => heard.told.length > 0, { deadlineMs: 10_000, what: "the first word" });
  expect(heard.told).toEqual([0]);
  await addPhoto(second);
  await waitFor(() => heard.told.at(-1) === 1, { deadlineMs: 10_000, what: "a photo waits" });
  expect(asked).toBe(1);

  serving = second;
  first.app.kill("SIGTERM");
  await waitFor(() => asked > 1, { deadlineMs: 20_000, what: "the client asks elsewhere" });
  await addPhoto(second);
  await waitFor(() => heard.told.at(-1) === 2, { deadlineMs: 10_000, what: "two photos wait" });
  expect(heard.ended).toEqual([]);
  heard.stop();
});

test("a client whose key is none is told so, and does not ask again", async () => {
  const apiKey = "hpk_none";
  const heard = listen(createHomeportClient({ baseUrl: second.own, apiKey }));
  await waitFor(() => heard.ended.length > 0, { deadlineMs: 10_000, what: "the refusal" });
  expect(readError(heard.ended[0])).toMatchObject({ appCode: "KEY_INVALID", retryable: false });
});

test("a stream ends as soon as the key that opened it is revoked, at whichever replica that is done", async () => {
  const person = createHomeportClient({ baseUrl: second.own, token });
  const scopes = { apps: "all", api: true } as const;
  const made = await person.account.keys.create.mutate({ name: "short", scopes, lifeMs: null });
  const heard = listen(createHomeportClient({ baseUrl: third.own, apiKey: made.key }));
  const kept = listen(createHomeportClient({ baseUrl: third.own, apiKey }));
  await waitFor(() => heard.told.length > 0 && kept.told.length > 0, {
    ...{ deadlineMs: 10_000, what: "the first word of both" },
  });
  await person.account.keys.revoke.mutate({ keyId: made.keyId });
  // A stream lives a minute at most, and would be refused then: this is sooner.
  await waitFor(() => heard.ended.length > 0, { deadlineMs: 15_000, what: "the end of one" });
  expect(readError(heard.ended[0])).toMatchObject({ appCode: "KEY_INVALID", retryable: false });
  await addPhoto(second);
  await waitFor(() => kept.told.length > 1, { deadlineMs: 10_000, what: "more for the other" });
  expect(kept.ended).toEqual([]);
  kept.stop();
});
