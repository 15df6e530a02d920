import { getEventListeners } from "node:events";
import { createVirtualClock } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { creationOf, makeVault, openFixture, type VaultsFixture } from "../../test/fixture.ts";
import { show } from "../../test/source-world.ts";
import { createVault, getVault, memorySource, readerOf, type VaultsContext } from "../index.ts";
import { observeNonce, observeWithin } from "./observe.ts";

let fixture: VaultsFixture;
let ctx: VaultsContext;
beforeAll(async () => {
  fixture = await openFixture();
  ctx = fixture.ctx;
});
afterAll(() => fixture[Symbol.asyncDispose]());

const signal = new AbortController().signal;
const target = (vaultId: string) => ({ vaultId, config: {}, signal });

describe("creating a vault looks at its source once", () => {
  test("and is verified where that shows the first commitment already", async () => {
    const { prepared, request, input } = creationOf({ sourceKind: "memory" });
    await show(fixture, prepared.next, { version: prepared.next });
    await createVault(ctx, request, input);
    expect(await getVault(ctx, readerOf(ctx), prepared.next)).toMatchObject({
      sourceState: "verified",
    });
  });

  test("and is not, yet, where it shows nothing", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    expect(await getVault(ctx, readerOf(ctx), first)).toMatchObject({ sourceState: "unverified" });
  });

  test.each([
    ["SOURCE_MISMATCH", "another"],
    ["SOURCE_UNAVAILABLE", "unavailable"],
  ] as const)("and is refused as %s where that is %s, with nothing stored", async (code, how) => {
    const { prepared, request, input } = creationOf({ sourceKind: "memory" });
    const other = { version: { commitment: new Uint8Array(32), nonce: 0 } };
    await show(fixture, prepared.next, how === "another" ? other : "unavailable");
    await expect(createVault(ctx, request, input)).rejects.toMatchObject({ code });
    await expect(getVault(ctx, readerOf(ctx), prepared.next)).rejects.toMatchObject({
      code: "VAULT_NOT_FOUND",
    });
  });

  test("and not again when the same creation comes once more", async () => {
    const { prepared, request, input } = creationOf({ sourceKind: "memory" });
    const made = await createVault(ctx, request, input);
    await show(fixture, prepared.next, "unavailable");
    expect(await createVault(ctx, request, input)).toEqual({ ...made, isNew: false });
  });

  test("and takes no part of it that is not known", async () => {
    const { request, input } = creationOf({ sourceKind: "memory" });
    const source = { kind: "memory", url: "https://example.org" } as const;
    await expect(createVault(ctx, request, { ...input, source })).rejects.toMatchObject({
      code: "SOURCE_NOT_ALLOWED",
    });
  });

  test("and needs a request that bears its time", async () => {
    const { request, input } = creationOf();
    const session = { ...request, timestampMs: null };
    await expect(createVault(ctx, session, input)).rejects.toMatchObject({ code: "AUTH_FAILED" });
  });
});

describe("a source", () => {
  test("that hangs is unavailable after ten seconds, and one that throws at once", async () => {
    const clock = createVirtualClock();
    const hanging = observeWithin(clock, target("x"), () => new Promise(() => undefined));
    await clock.advance(10_000);
    expect(await hanging).toEqual({ kind: "unavailable", reason: "timeout" });
    const broken = observeWithin(clock, target("x"), () => Promise.reject(new Error("no")));
    expect(await broken).toEqual({ kind: "unavailable", reason: "fault" });
  });

  test("is let go of when it has been looked at", async () => {
    const seen: AbortSignal[] = [];
    await observeWithin(createVirtualClock(), target("x"), async (asked) => {
      seen.push(asked.signal);
      return { kind: "unavailable", reason: "fault" };
    });
    expect(seen.map((one) => getEventListeners(one, "abort"))).toEqual([[]]);
  });

  test("without a history cannot tell what it had", async () => {
    const { observeAt: _, ...source } = memorySource(fixture.db.sql);
    expect(await observeNonce(source, target("x"), 1)).toEqual({
      ...{ kind: "unavailable", reason: "no-history" },
    });
  });

  test("of a script gives one entry a read, and the last one again and again", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    const source = memorySource(fixture.db.sql);
    await show(fixture, first, "absent", "unavailable", { version: first });
    const kinds: string[] = [];
    for (let read = 0; read < 4; read += 1) {
      kinds.push((await source.observe(target(first.vaultId))).kind);
    }
    expect(kinds).toEqual(["absent", "unavailable", "present", "present"]);
    const past = (nonce: number) => observeNonce(source, target(first.vaultId), nonce);
    expect(await past(0)).toMatchObject({ kind: "present", nonce: 0 });
    expect(await past(7)).toEqual({ kind: "absent" });
  });

  test("whose script makes no sense, or whose store is away, is unavailable", async () => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    await show(fixture, first, "absent");
    await fixture.db.sql.query(
      `update vault_memory_sources set script = '[{"kind":"nonsense"},{"kind":"present","commitment":"x"}]' where vault_id = $1`,
      [first.vaultId],
    );
    const source = memorySource(fixture.db.sql);
    const script = { kind: "unavailable", reason: "script" };
    expect(await source.observe(target(first.vaultId))).toEqual(script);
    expect(await source.observe(target(first.vaultId))).toEqual(script);
    const away = memorySource({ query: () => Promise.reject(new Error("away")) });
    const store = { kind: "unavailable", reason: "store" };
    expect(await away.observe(target(first.vaultId))).toEqual(store);
    expect(await observeNonce(away, target(first.vaultId), 1)).toEqual(store);
  });
});
