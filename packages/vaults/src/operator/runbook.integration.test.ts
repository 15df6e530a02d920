import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeVault, moveOf, openFixture, type VaultsFixture } from "../../test/fixture.ts";
import { submitDelta, verifyVaults } from "../index.ts";

const page = readFileSync(new URL("../../../../docs/runbooks/vaults.md", import.meta.url), "utf8");

/** The statements of a section of the runbook. */
function statementsUnder(heading: string): string[] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const [own = ""] = section.split("\n## ");
  return [...own.matchAll(/^ *```sql\n([\s\S]*?)^ *```$/gm)].map(([, text = ""]) => text.trim());
}

let fixture: VaultsFixture;
/** One vault in each of the states that the runbook is about. */
let vaults: Record<"stuck" | "away" | "ahead" | "unsound" | "sound", string>;

beforeAll(async () => {
  fixture = await openFixture();
  const { ctx, db } = fixture;
  const make = async (text?: string) => {
    const first = await makeVault(ctx, { sourceKind: "memory" });
    if (text !== undefined) await db.sql.query(text, [first.vaultId]);
    return first;
  };
  const stuck = await make();
  await submitDelta(ctx, moveOf(stuck).submission);
  const damage = "update vaults set ack_seq = ack_seq + 1 where id = $1";
  vaults = {
    stuck: stuck.vaultId,
    away: (await make("update vaults set source_unavailable_since = now() where id = $1")).vaultId,
    ahead: (await make("update vaults set source_state = 'ahead' where id = $1")).vaultId,
    unsound: (await make(damage)).vaultId,
    sound: (await make(damage)).vaultId,
  };
  const still = { signal: new AbortController().signal };
  await verifyVaults(ctx, still);
  await db.sql.query("update vaults set ack_seq = 1 where id = $1", [vaults.sound]);
  await verifyVaults(ctx, still);
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function findUnder(heading: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [statement] = statementsUnder(heading);
  if (statement === undefined) throw new Error(`no statement under ${heading}`);
  return await fixture.db.sql.query(statement);
}

test("the runbook finds a change that is stuck, a source that is out, and one that is ahead", async () => {
  expect(await findUnder("A change is stuck")).toMatchObject([{ vault_id: vaults.stuck }]);
  expect(await findUnder("A source is out")).toMatchObject([{ id: vaults.away }]);
  expect(await findUnder("A source is ahead")).toMatchObject([{ id: vaults.ahead }]);
});

test("the runbook finds a vault that does not hold before one that does again", async () => {
  expect(await findUnder("A vault does not hold")).toMatchObject([
    { vault: vaults.unsound, outcome: "failed", detail: { part: "acknowledgements" } },
    { vault: vaults.sound, outcome: "success" },
  ]);
});

test("the runbook tells which key signs, and the last acknowledgement of each vault", async () => {
  expect(await findUnder("Another key for acknowledgements")).toMatchObject([{ retired_at: null }]);
  const last = await findUnder("A database was restored from a backup");
  expect(last.map(({ id }) => id).toSorted()).toEqual(Object.values(vaults).toSorted());
});

test("a section without its statement would be missed", async () => {
  await expect(findUnder("What to watch")).rejects.toThrow("no statement");
});
