import { createHash, randomBytes } from "node:crypto";
import postgres from "postgres";
import { storeAddresses } from "./store-addresses.ts";

/** A database of its own for one test or one test file; `await using` drops it. */
export type FreshDatabase = { url: string; name: string; [Symbol.asyncDispose](): Promise<void> };

/**
 * How to fill a new database once. Every later request with the same key copies the result, which
 * takes about 30 ms whatever `prepare` costs. `prepare` must close all its connections.
 */
export type DatabaseTemplate = { key: string; prepare(url: string): Promise<void> };

/** Creates an empty database, or a copy of a template, on the run's Postgres. */
export async function freshDatabase(
  options: { template?: DatabaseTemplate } = {},
): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin(async (sql) => {
    const template = options.template ? await ensureTemplate(sql, options.template) : "template1";
    // Page by page through the log, as is usual, takes twice as long.
    await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  });
  return {
    name,
    url: urlOf(name),
    async [Symbol.asyncDispose]() {
      await asAdmin((sql) => sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Test files run in many processes: an advisory lock lets the first prepare and the rest wait. */
async function ensureTemplate(admin: postgres.Sql, template: DatabaseTemplate): Promise<string> {
  const digest = createHash("sha256").update(template.key).digest("hex").slice(0, 32);
  const name = `template_${digest}`;
  await admin`SELECT pg_advisory_lock(hashtext(${name}))`;
  try {
    const [existing] = await admin`SELECT datistemplate FROM pg_database WHERE datname = ${name}`;
    if (existing?.["datistemplate"] === true) return name;
    // One that is there but not marked belongs to a `prepare` that failed half way.
    await admin.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.unsafe(`CREATE DATABASE ${name}`);
    await template.prepare(urlOf(name));
    await admin.unsafe(`ALTER DATABASE ${name} IS_TEMPLATE true`);
    return name;
  } finally {
    await admin`SELECT pg_advisory_unlock(hashtext(${name}))`;
  }
}

async function asAdmin<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(storeAddresses().postgresUrl, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function urlOf(database: string): string {
  const url = new URL(storeAddresses().postgresUrl);
  url.pathname = `/${database}`;
  return url.href;
}
