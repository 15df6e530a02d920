import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  asHost,
  enrollMachine,
  type HostsFixture,
  makeMachine,
  openFixture,
  refusalOf,
  signRotation,
} from "../../test/fixture.ts";
import type { HostsContext } from "../context.ts";
import { findKeys } from "./key-store.ts";
import { rotateHostKey } from "./rotate-key.ts";

const racers = 6;
const { hostKeys } = schema;

let fixture: HostsFixture;
let ctx: HostsContext;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
});
afterAll(() => fixture[Symbol.asyncDispose]());

test("of many rotations of one host at once, as by copies of its key, exactly one counts", async () => {
  const machine = makeMachine();
  const host = await enrollMachine(ctx, { machine });
  const inputs = Array.from({ length: racers }, (_, at) =>
    signRotation(host.hostId, machine, makeMachine(), at),
  );
  const outcomes = await Promise.all(
    inputs.map((input) => refusalOf(rotateHostKey(asHost(ctx, host), input))),
  );
  expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "PROOF_INVALID")).toHaveLength(racers - 1);
  const keys = await findKeys(ctx.db.orm, host.hostId, 10);
  const winner = inputs[outcomes.indexOf(null)];
  expect(keys.map(({ status }) => status)).toEqual(["active", "retiring"]);
  expect(keys[0]?.publicKey.toString("base64url")).toBe(winner?.publicKey);
});

test("the same rotation many times at once counts once, and is answered alike to all", async () => {
  const machine = makeMachine();
  const host = await enrollMachine(ctx, { machine });
  const input = signRotation(host.hostId, machine, makeMachine());
  const answers = await Promise.all(
    Array.from({ length: racers }, () => rotateHostKey(asHost(ctx, host), input)),
  );
  expect(answers.filter(({ rotated }) => rotated)).toHaveLength(1);
  expect(new Set(answers.map(({ oldKeyNotAfter }) => oldKeyNotAfter.getTime())).size).toBe(1);
});

test("control: looking first and changing then breaks on the store's own bound, without a word for the host", async () => {
  const host = await enrollMachine(ctx);
  let arrived = 0;
  const allArrived = Promise.withResolvers<void>();
  const changes = [0, 1].map(() =>
    fixture.db.system("test", async (tx) => {
      const [active] = await findKeys(tx, host.hostId, 1);
      arrived += 1;
      if (arrived === 2) allArrived.resolve();
      await allArrived.promise;
      const retired = eq(hostKeys.id, active?.id ?? "");
      await tx.update(hostKeys).set({ status: "retiring" }).where(retired);
      const publicKey = Buffer.from(makeMachine().publicKey, "base64url");
      await tx.insert(hostKeys).values({ id: newId(), hostId: host.hostId, publicKey });
    }),
  );
  const failed = (await Promise.all(changes.map(refusalOf))).filter((one) => one !== null);
  expect(failed).toHaveLength(1);
  expect(failed).not.toContain("PROOF_INVALID");
});
