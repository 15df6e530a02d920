import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchCase } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import { openFolder } from "../own-folder.ts";
import { nowhere, readSpentNs, runToEnd } from "../photos/photo-maker.ts";
import type { GalleryWeb } from "../product/gallery-web.ts";
import { shared } from "../shared.ts";
import type { Site } from "../site.ts";

interface Command extends Running {
  run(): Promise<void>;
}

const files = 2_000;
const fileBytes = 512 * 1_024;
const rowsOfOne = 500;
const nsPerMs = 1e6;
const agent = fileURLToPath(new URL("../../../../apps/agent/dist/main.js", import.meta.url));

/** A push of a folder of which everything is there already, beside `sha256sum` of it. */
export function unchangedPush(site: Site, open: () => Promise<GalleryWeb>) {
  const fill = shared(async () => await fillFolder(site, await open()));
  return benchCase<Command>({
    ...{ name: "push", title: `a folder of ${files} photos of which nothing changed` },
    contenders: [
      contender("unchanged-push", async () => {
        const [{ web, token }, folder] = [await open(), await fill()];
        const env = [
          ...[`PATH=${process.env["PATH"]}`, `HOMEPORT_HOME=${openFolder(site.stage.stack)}`],
          `HOMEPORT_API_KEY=${token}`,
        ];
        const push = [process.execPath, agent, "photos", "push", folder, "--url", web.url];
        const run = () => runToEnd("env", ["-i", ...env, ...push, "--json"]);
        return { ...nowhere, run };
      }),
      contender("sha256sum", async () => {
        const folder = await fill();
        return { ...nowhere, run: () => runToEnd("sh", ["-c", `cd ${folder} && sha256sum -- *`]) };
      }),
    ],
    async measure(command) {
      const beforeNs = readSpentNs(command);
      await command.run();
      return { commandMs: (readSpentNs(command) - beforeNs) / nsPerMs };
    },
  });
}

/** Writes the folder, and says of each of its files that it is there. */
async function fillFolder(site: Site, { sql, organizationId }: GalleryWeb): Promise<string> {
  const folder = openFolder(site.stage.stack);
  const bytes = Buffer.alloc(fileBytes, "homeport");
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  const hashes = Array.from({ length: files }, (_, at) => {
    bytes.writeUInt32BE(at, fileBytes / 2);
    writeFileSync(join(folder, `${String(at).padStart(5, "0")}.jpg`), bytes);
    return createHash("sha256").update(bytes).digest("hex");
  });
  for (let from = 0; from < files; from += rowsOfOne) {
    await sql.query(
      `INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key, sort_at)
       SELECT 'pushed-' || hash, $1, 'o/' || hash, 'a.jpg', 'jpeg', $2::int, decode(hash, 'hex'), 'k', now()
       FROM unnest($3::text[]) AS hash`,
      [organizationId, fileBytes, hashes.slice(from, from + rowsOfOne)],
    );
  }
  return folder;
}
