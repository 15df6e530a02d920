import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { waitFor } from "@homeport/testkit";
import { closeCodes, HandshakeError, rotationMessage } from "@homeport/tunnel";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ControlLine, openControl } from "./control-line.ts";
import { startTestAgent, type TestAgent } from "./test-agent.ts";
import { openTestBed, type TestBed } from "./test-bed.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addHost, type TestHost } from "./test-stores.ts";

let bed: TestBed;
let other: TestRelay;
let host: TestHost;

beforeAll(async () => {
  bed = await openTestBed();
  other = await startTestRelay(bed.stores);
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});
beforeEach(async () => {
  host = await addHost(bed.stores);
});

const rawKey = (key: KeyObject) =>
  Buffer.from(String(key.export({ format: "jwk" }).x), "base64url");

function makeKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

let lastEpoch = Date.now() + 1_000_000;

/** Dials as the host with one of its keys; answers the tunnel, its control line and its epoch. */
async function dial(relay: TestRelay, key: KeyObject, slot = 0) {
  lastEpoch += 1;
  const epoch = lastEpoch;
  const agent = await startTestAgent({
    ...{ port: relay.port, host, epoch, slot },
    sign: (message) => sign(null, message, key),
  });
  return { agent, epoch, line: openControl(agent.mux) };
}

function rotate(line: ControlLine, epoch: number, old: KeyObject, next: KeyObject): void {
  const { hostId } = host;
  const message = rotationMessage({ hostId, epoch, oldKey: rawKey(old), newKey: rawKey(next) });
  line.send({
    ...{ type: "key.rotate", id: `r-${epoch}`, publicKey: rawKey(next).toString("base64url") },
    signedByOld: sign(null, message, old).toString("base64url"),
    signedByNew: sign(null, message, next).toString("base64url"),
  });
}

async function refusal(dialling: Promise<{ agent: TestAgent }>): Promise<number | null> {
  const error = await dialling.then(
    ({ agent }) => agent[Symbol.asyncDispose]().then(() => null),
    (reason: unknown) => reason,
  );
  return error instanceof HandshakeError ? error.closeCode : null;
}

describe("a host's key that was rotated over a tunnel", () => {
  test("opens tunnels at every relay, and so does the old one until its time is over", async () => {
    const [old, next] = [host.privateKey, makeKey()];
    const first = await dial(bed.relay, old);
    // Another relay has read the host's keys of before, and is told.
    const beside = await dial(other, old, 1);
    rotate(first.line, first.epoch, old, next);
    const answer = await first.line.answer();
    expect(answer).toMatchObject({ type: "key.rotated", id: `r-${first.epoch}` });
    expect(Number(answer["oldKeyNotAfterMs"]) - Date.now()).toBeGreaterThan(9 * 60_000);
    await waitFor(async () => (await refusal(dial(other, next, 2))) === null, {
      deadlineMs: 3_000,
    });
    expect(await refusal(dial(other, old, 3))).toBeNull();

    await using moved = (await dial(bed.relay, next, 1)).agent;
    await bed.stores.db.sql.query(
      "UPDATE host_keys SET not_after = now() WHERE host_id = $1 AND status = 'retiring'",
      [host.hostId],
    );
    // What the old key opened ends with it, wherever it is; a copy of it opens nothing any more.
    expect((await first.agent.ended).code).toBe(closeCodes.REVOKED);
    expect((await beside.agent.ended).code).toBe(closeCodes.REVOKED);
    await waitFor(async () => (await refusal(dial(other, old, 3))) === closeCodes.CREDENTIAL, {
      deadlineMs: 3_000,
    });
    expect(moved.mux.closed).toBe(false);
    expect(await refusal(dial(other, next, 2))).toBeNull();
  });

  test("is answered again when the answer was lost, and a recording of it is worth nothing elsewhere", async () => {
    const [old, next] = [host.privateKey, makeKey()];
    const first = await dial(bed.relay, old);
    rotate(first.line, first.epoch, old, next);
    const answer = await first.line.answer();
    await first.agent[Symbol.asyncDispose]();
    const later = await dial(bed.relay, next);
    // The bytes of before name another tunnel.
    rotate(later.line, first.epoch, old, next);
    expect(await later.line.answer()).toMatchObject({ error: "PROOF_INVALID" });
    rotate(later.line, later.epoch, old, next);
    expect(await later.line.answer()).toEqual({ ...answer, id: `r-${later.epoch}` });
    rotate(later.line, later.epoch, old, makeKey());
    expect(await later.line.answer()).toMatchObject({ error: "PROOF_INVALID" });
    await later.agent[Symbol.asyncDispose]();
  });

  test("is not taken from another host, and the line lives on", async () => {
    const theirs = await addHost(bed.stores);
    const { agent, line, epoch } = await dial(bed.relay, host.privateKey);
    rotate(line, epoch, host.privateKey, theirs.privateKey);
    expect(await line.answer()).toMatchObject({
      ...{ error: "KEY_IN_USE", id: `r-${epoch}` },
      message: expect.stringMatching(/another host/),
    });
    line.send({ type: "targets", targets: [], id: "x" });
    expect(await line.answer()).toMatchObject({ error: "invalid" });
    await agent[Symbol.asyncDispose]();
  });
});
