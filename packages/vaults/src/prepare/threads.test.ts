import { type Clock, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { testDevice } from "../../test/signing.ts";
import { type NewVault, prepareCreation, prepareDelta } from "../core/index.ts";
import { nodePrimitives } from "../primitives/node.ts";
import { createPreparer } from "./preparer.ts";
import { PrepareThreads } from "./threads.ts";

const program = (name: string) => new URL(`../../test/${name}-program.ts`, import.meta.url);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const utf8 = new TextEncoder();

const vaultOf = (json: string): NewVault => ({
  ...{ vaultId: "01890a5d-ac96-774b-bcce-b302099a8057", mode: "json", payload: utf8.encode(json) },
  roster: { threshold: 1, signers: [{ id: testDevice(1).id, role: "voter", label: "Ann" }] },
});
const text = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));
const small = vaultOf('{"n":0}');
const large = vaultOf(`{"text":${text(140_000)}}`);

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

function open(name: string, clock: Pick<Clock, "after"> = systemClock, threads = 1) {
  return stack.use(new PrepareThreads({ program: program(name), clock, threads }));
}

/** A clock whose deadlines come when the test says so. */
function stoppedClock() {
  const due = new Set<() => void>();
  const after: Clock["after"] = (_ms, run) => {
    due.add(run);
    const timer = { cancel: () => void due.delete(run), unref: () => timer };
    return timer;
  };
  return { after, due };
}

const creation = (vault: NewVault) => ({ what: "creation", vault, maxBytes: 262_144 }) as const;

describe("a large version", () => {
  test("is made by a thread as it would be made at once", async () => {
    const threads = open("prepare");
    const preparer = createPreparer(nodePrimitives, threads);
    const first = prepareCreation(nodePrimitives, large);
    expect(await preparer.prepareCreation(large)).toEqual(plain(first));
    const sent = { kind: "json-patch@1", payload: utf8.encode('[{"op":"remove","path":"/text"}]') };
    const next = await preparer.prepareDelta(first.next, sent);
    expect(next).toEqual(plain(prepareDelta(nodePrimitives, first.next, sent)));
    expect(String.fromCharCode(...next.next.stateBytes)).toBe("{}");
    expect(threads.size).toBe(1);
  });

  test("is refused by a thread with the very words of the core", async () => {
    const preparer = createPreparer(nodePrimitives, open("prepare"));
    const { next } = prepareCreation(nodePrimitives, large);
    const sent = { kind: "json-patch@1", payload: utf8.encode('[{"op":"remove","path":"/no"}]') };
    await expect(preparer.prepareDelta(next, sent)).rejects.toMatchObject({
      ...{ name: "Refusal", code: "DELTA_INVALID", details: { reason: "missing" } },
    });
    await expect(preparer.prepareCreation(vaultOf(text(300_000)))).rejects.toMatchObject({
      ...{ code: "TOO_LARGE", details: { maxBytes: 262_144 } },
    });
  });

  test("keeps nobody waiting who has something small", async () => {
    /** Whether somebody else had a turn while a version was made. */
    async function hadTurn(preparer: ReturnType<typeof createPreparer>): Promise<boolean> {
      let had = false;
      const other = turn().then(() => {
        had = true;
      });
      await preparer.prepareCreation(large);
      const result = had;
      await other;
      return result;
    }
    const threads = open("prepare");
    expect(await hadTurn(createPreparer(nodePrimitives, threads))).toBe(true);
    // The control: whoever makes it alone lets nobody have a turn.
    expect(await hadTurn(createPreparer(nodePrimitives))).toBe(false);
  });

  test.each([
    ["a state of 128 KiB and a payload of 64 KiB are small", 128 * 1_024, 64 * 1_024, 0],
    ["a state of a byte more is large", 128 * 1_024 + 1, 9, 1],
    ["a payload of a byte more is large", 9, 64 * 1_024 + 1, 1],
  ])("%s", async (_what, stateBytes, payloadBytes, size) => {
    const threads = open("prepare");
    const { next } = prepareCreation(nodePrimitives, vaultOf(text(stateBytes)));
    const sent = { kind: "replace@1", payload: utf8.encode(text(payloadBytes)) };
    await createPreparer(nodePrimitives, threads).prepareDelta(next, sent);
    expect(threads.size).toBe(size);
  });
});

describe("threads", () => {
  test("turn away what comes while 64 wait, and take one again when one is over", async () => {
    const clock = stoppedClock();
    const threads = open("silent", clock);
    const asked = Array.from({ length: 65 }, () => threads.prepare(creation(small)));
    const outcomes = Promise.allSettled(asked);
    await expect(threads.prepare(creation(small))).rejects.toMatchObject({ code: "STORE_BUSY" });
    expect(clock.due.size).toBe(65);
    for (const run of [...clock.due].slice(0, 2)) run();
    const later = threads.prepare(creation(small));
    for (const run of [...clock.due]) run();
    await expect(later).rejects.toMatchObject({ code: "STORE_BUSY" });
    for (const outcome of await outcomes) expect(outcome.status).toBe("rejected");
  });

  test("that do not answer in time are ended, and others come in their place", async () => {
    const clock = stoppedClock();
    const threads = open("silent", clock);
    const first = threads.prepare(creation(small));
    for (const run of [...clock.due]) run();
    await expect(first).rejects.toMatchObject({ code: "STORE_BUSY", retryable: true });
    await waitFor(() => threads.size === 0, { deadlineMs: 10_000, what: "the thread ends" });
    const second = threads.prepare(creation(small));
    expect(threads.size).toBe(1);
    for (const run of [...clock.due]) run();
    await expect(second).rejects.toMatchObject({ code: "STORE_BUSY" });
  });

  test("that end by themselves cost the task that they had, and no other", async () => {
    const clock = stoppedClock();
    const threads = open("silent", clock);
    const ending = threads.prepare(creation({ ...small, vaultId: "end" }));
    const waiting = threads.prepare(creation(small));
    await expect(ending).rejects.toThrow("a version could not be made");
    await waitFor(() => threads.size === 1, { deadlineMs: 10_000, what: "another thread" });
    for (const run of [...clock.due]) run();
    await expect(waiting).rejects.toMatchObject({ code: "STORE_BUSY" });
  });

  test("are gone when their process is done with them, and take nothing any more", async () => {
    const threads = open("silent");
    const asked = [1, 2].map(() => threads.prepare(creation(small)));
    const outcomes = Promise.allSettled(asked);
    await threads[Symbol.asyncDispose]();
    for (const outcome of await outcomes) expect(outcome.status).toBe("rejected");
    await expect(threads.prepare(creation(small))).rejects.toMatchObject({ code: "STORE_BUSY" });
  });
});

/** As it looks on the other side of a thread: a Buffer is an array of bytes there. */
function plain<T>(value: T): T {
  return structuredClone(value);
}
