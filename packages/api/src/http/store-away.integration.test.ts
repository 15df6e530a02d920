import { migrate } from "@homeport/db";
import { silentLog } from "@homeport/platform";
import { openShim, ownPostgres, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { addOrganization, call, refusal, signUp } from "../../test/people.ts";
import { startReplica } from "../../test/replica.ts";

test.each(["stopped", "frozen", "cut off"] as const)(
  "while Postgres is %s calls are refused as retryable, and served again after",
  async (how) => {
    await using store = await ownPostgres();
    await migrate({ url: store.url, log: silentLog });
    await using shim = await openShim(store.url);
    // Of a statement's time it depends after how long a store that says nothing is given up.
    const limits = { acquireMs: 500, statementTimeoutMs: 500 };
    await using replica = await startReplica(shim.url, limits);
    const owner = await signUp(replica, "owner");
    const organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
    const ask = () => call(replica, "query", "hosts.list", {}, { as: owner, organization });
    expect(refusal(await ask())).toBeNull();
    const trouble = {
      stopped: { begin: () => store.stop(), end: () => store.start() },
      frozen: { begin: () => store.freeze(), end: () => store.thaw() },
      "cut off": { begin: () => shim.cut(), end: () => shim.heal() },
    }[how];
    await trouble.begin();
    const refused = await ask();
    expect(refusal(refused)).toMatch(/^503 STORE_(DOWN|BUSY)$/);
    expect(refused).toMatchObject({ failure: { data: { retryable: true } } });
    await trouble.end();
    await waitFor(async () => refusal(await ask()) === null, { deadlineMs: 20_000, everyMs: 100 });
  },
  60_000,
);
