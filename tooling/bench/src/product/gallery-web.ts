import { join } from "node:path";
import { openDb, type SqlRunner } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import type { Site } from "../site.ts";
import { startWeb, type Web } from "./web.ts";

/** The build of web over stores of its own, and somebody who has signed up there. */
export interface GalleryWeb {
  readonly web: Web;
  readonly sql: SqlRunner;
  readonly organizationId: string;
  /** Stands for the person in a request's Authorization, behind `Bearer`. */
  readonly token: string;
  /** Where it keeps files, each under its key. */
  readonly storageFolder: string;
}

const person = { name: "Ada", email: "ada@example.org", password: "correct horse battery" };

export async function openGalleryWeb(site: Site): Promise<GalleryWeb> {
  const lab = await site.openOwnLab();
  const web = await startWeb(site.stage, lab, { HOMEPORT_SIGN_UP: "open" });
  const answer = await fetch(`${web.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: web.url },
    body: JSON.stringify(person),
  });
  if (!answer.ok) throw new Error(`signing up was answered with ${answer.status}`);
  const cookies = answer.headers.getSetCookie().join("; ");
  const token = decodeURIComponent(/session_token=([^;]+)/.exec(cookies)?.[1] ?? "");
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  const options = { url: lab.databaseUrl, app: "bench", clock: systemClock, log: silentLog };
  const { sql } = site.stage.stack.use(openDb({ ...options, metrics }));
  const [row] = await sql.query(
    `SELECT organization_id FROM members JOIN users ON users.id = members.user_id WHERE email = $1`,
    [person.email],
  );
  const organizationId = String(row?.["organization_id"]);
  return { web, sql, organizationId, token, storageFolder: join(lab.folder, "storage") };
}
