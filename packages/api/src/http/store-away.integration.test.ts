import { migrate } from "@homeport/db";
import { silentLog } from "@homeport/platform";
import { ownPostgres, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { addOrganization, call, refusal, signUp } from "../../test/people.ts";
import { startReplica } from "../../test/replica.ts";

test("while Postgres is away calls are refused as retryable, and served again after", async () => {
  await using store = await ownPostgres();
  await migrate({ url: store.url, log: silentLog });
  await using replica = await startReplica(store.url, { acquireMs: 500 });
  const owner = await signUp(replica, "owner");
  const organization = await addOrganization(replica, [{ person: owner, role: "owner" }]);
  const ask = () => call(replica, "query", "hosts.list", {}, { as: owner, organization });
  expect(refusal(await ask())).toBeNull();
  await store.stop();
  const refused = await ask();
  expect(refusal(refused)).toMatch(/^503 STORE_(DOWN|BUSY)$/);
  expect(refused).toMatchObject({ failure: { data: { retryable: true } } });
  await store.start();
  await waitFor(async () => refusal(await ask()) === null, { deadlineMs: 20_000, everyMs: 100 });
});
