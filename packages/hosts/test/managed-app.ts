import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import type { ReportedStatus } from "@homeport/tunnel";
import { eq, sql } from "drizzle-orm";
import { type HostsContext, installApp, readManifest, reportApp } from "../src/index.ts";

const { appOperations, apps, hostPresence } = schema;

/** An app that a host was told to install, and the reports of that host's agent. */
export interface ManagedApp {
  readonly appId: string;
  /** Reports of the generation that the row is at now, unless another is named. */
  report(
    status: ReportedStatus,
    more?: { generation?: number; code?: string },
  ): ReturnType<typeof reportApp>;
  row(): Promise<typeof apps.$inferSelect | undefined>;
  /** The newest first. */
  operations(): Promise<(typeof appOperations.$inferSelect)[]>;
  /** Moves a time of the row into the past. */
  age(column: "last_access_at", ms: number): Promise<void>;
}

let names = 0;

export async function installManaged(
  ctx: HostsContext,
  hostId: string,
  over: { manifest?: object; isStarted?: boolean } = {},
): Promise<ManagedApp> {
  names += 1;
  const appId = newId();
  const manifest = readManifest({
    ...{ version: 1, name: `managed-${names}`, title: "Managed", runtime: "process" },
    ...{ process: { argv: ["/bin/true"] } },
    ...over.manifest,
  });
  const ownerUserId = ctx.actor.kind === "user" ? ctx.actor.userId : "";
  const organizationId = ctx.organizationId ?? "";
  const act = { action: "app.install", target: { kind: "app", id: appId }, organizationId };
  const isStarted = over.isStarted ?? true;
  await ctx.db.write(ctx, act, (tx, after) =>
    installApp(
      ctx,
      { tx, after },
      { appId, organizationId, hostId, ownerUserId, manifest, isStarted },
    ),
  );
  const row = async () => (await ctx.db.orm.select().from(apps).where(eq(apps.id, appId)))[0];
  return {
    appId,
    row,
    async report(status, more = {}) {
      const generation = more.generation ?? (await row())?.generation ?? 0;
      const code = more.code ?? null;
      return await reportApp(ctx, { hostId, appId, generation, status, code, detail: null });
    },
    operations: () =>
      ctx.db.orm
        .select()
        .from(appOperations)
        .where(eq(appOperations.appId, appId))
        .orderBy(sql`id desc`),
    async age(column, ms) {
      await ctx.db.orm.execute(
        sql`update apps set ${sql.identifier(column)} = now() - make_interval(secs => ${ms / 1_000})
          where id = ${appId}`,
      );
    },
  };
}

/** The same, installed, started and running. */
export async function runningManaged(
  ctx: HostsContext,
  hostId: string,
  over: Parameters<typeof installManaged>[2] = {},
): Promise<ManagedApp> {
  const app = await installManaged(ctx, hostId, over);
  await app.report("running");
  return app;
}

/** Says that the host has been connected for a day. */
export async function bringOnline(ctx: HostsContext, hostId: string): Promise<void> {
  const since = sql`now() - interval '1 day'`;
  await ctx.db.orm
    .insert(hostPresence)
    .values({ hostId, online: true, since })
    .onConflictDoUpdate({ target: hostPresence.hostId, set: { online: true, since } });
}
