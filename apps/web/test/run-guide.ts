import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { homeportEntry, type Ran } from "./run-homeport.ts";
import type { TestWeb } from "./start-web.ts";

export interface Guide extends AsyncDisposable {
  /** Runs the page's tested blocks one after the other, as one script, in a folder of their own. */
  run(page: URL, setUp?: Setup): Promise<Ran & { readonly blocks: number }>;
}

/** What a page takes for granted beside `homeport`. */
export interface Setup {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of shell. */
  readonly lines?: readonly string[];
}

/** Has guides run against a web process, as its owner. */
export async function openGuide(web: TestWeb): Promise<Guide> {
  const folder = await mkdtemp(join(tmpdir(), "homeport-guide-"));
  const token = await makeKey(web, await web.signUp());
  return {
    async run(page, { env = {}, lines = [] } = {}) {
      const text = await readFile(page, "utf8");
      const blocks = [...text.matchAll(/```bash test\n([\s\S]*?)```/g)].map(([, block]) => block);
      const script = [
        "set -eu",
        `homeport() { '${process.execPath}' '${homeportEntry}' "$@"; }`,
        ...lines,
        ...blocks,
      ].join("\n");
      await writeFile(join(folder, "guide.sh"), script);
      const given = {
        ...process.env,
        ...{ HOMEPORT_HOME: join(folder, "home"), HOMEPORT_URL: web.url, HOMEPORT_TOKEN: token },
        // The command is started a dozen times; what it is made of is read once.
        ...{ LC_ALL: "C", NODE_COMPILE_CACHE: join(folder, "cache"), ...env },
      };
      const ran = await new Promise<Ran>((resolve) => {
        execFile("bash", ["guide.sh"], { cwd: folder, env: given }, (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
        });
      });
      return { ...ran, blocks: blocks.length };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** An API key of the owner, as whom the command creates vaults. */
async function makeKey(web: TestWeb, cookie: string): Promise<string> {
  const input = { name: "guide", scopes: { apps: [], api: true }, lifeMs: null };
  const made = await web.ask("/api/trpc/account.keys.create", {
    method: "POST",
    headers: { "content-type": "application/json", origin: web.url, cookie },
    body: JSON.stringify({ json: input }),
  });
  const schema = z.object({
    result: z.object({ data: z.object({ json: z.object({ key: z.string() }) }) }),
  });
  return schema.parse(await made.json()).result.data.json.key;
}
