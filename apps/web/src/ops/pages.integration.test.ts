import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Db, migrate, openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCommandLine, usage } from "./read-command-line.ts";

const docs = fileURLToPath(new URL("../../../../docs/", import.meta.url));
const runbooks = readdirSync(`${docs}runbooks`).map((name) => `runbooks/${name}`);
const pages = ["multi-replica.md", "guides/operating.md", ...runbooks];

interface Found {
  readonly page: string;
  readonly text: string;
}

function findAll(pattern: RegExp): Found[] {
  return pages.flatMap((page) =>
    [...readFileSync(docs + page, "utf8").matchAll(pattern)].map(([, text = ""]) => ({
      ...{ page, text: text.trim() },
    })),
  );
}

describe("the command line of operators", () => {
  const commands = findAll(/pnpm ops ([a-z][^`\n]*)/g);

  test.each(commands)("takes what $page tells to type: pnpm ops $text", ({ text }) => {
    expect(isTaken(text)).toBe(true);
  });

  test("takes no other, of which a page might tell", () => {
    expect(commands.length).toBeGreaterThan(12);
    expect(
      ["job list", "jobs show", "secret show", "drain", "audit clear"].filter(isTaken),
    ).toEqual([]);
  });
});

/** Whether it is a command as typed, with somebody's own words in capitals, or names one without its words. */
function isTaken(text: string): boolean {
  const words = text
    .replaceAll(/\[[^\]]*\]/g, "")
    .replaceAll("\\|", "|")
    .replace("EMAIL|KEY", "ada@example.org")
    .replace("DATE", "2024-01-31");
  if (readCommandLine(words.split(/\s+/).filter(Boolean)).command !== null) return true;
  return text.includes(" ") && usage.includes(`  ${text} `);
}

describe("the database that the pages speak of", () => {
  const fences = findAll(/^ *```sql\n([\s\S]*?)^ *```/gm);
  let stack: AsyncDisposableStack;
  let db: Db;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const { url } = stack.use(
      await freshDatabase({
        template: {
          key: "ops pages",
          prepare: async (empty) => void (await migrate({ url: empty, log: silentLog })),
        },
      }),
    );
    const metrics = createMetrics({ app: "test", version: "0" });
    db = stack.use(openDb({ url, app: "test", clock: systemClock, log: silentLog, metrics }));
  });
  afterAll(() => stack.disposeAsync());

  test.each(fences)("takes the statements of $page", async ({ text }) => {
    await expect(run(text)).resolves.toBeUndefined();
  });

  test("refuses one that names what there is not", async () => {
    expect(fences.length).toBeGreaterThanOrEqual(4);
    await expect(run("select wishes from vault_deltas;")).rejects.toThrow("wishes");
  });

  /** Each in a transaction that is taken back. */
  async function run(text: string): Promise<void> {
    const statements = text
      .replaceAll("<pid>", "0")
      .split(/;\s*$/m)
      .map((each) => each.trim())
      .filter((each) => each !== "" && !/^(?:BEGIN|COMMIT)$/i.test(each));
    const undone = new Error("taken back");
    const tried = db.system("try", async (tx) => {
      for (const statement of statements) await db.within(tx).query(statement);
      throw undone;
    });
    await tried.catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  }
});
