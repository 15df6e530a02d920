import { accessLevels, listAppGates, whenApplied } from "@homeport/gate";
import {
  checkManifest,
  getApp,
  getAppByName,
  HostsError,
  listApps,
  listOperations,
  readOperationLog,
  reinstallApp,
  removeApp,
  startApp,
  stopApp,
  uninstallApp,
  updateAppSettings,
} from "@homeport/hosts";
import { z } from "zod";
import { createApp } from "../app/create-app.ts";
import { createExternalApp } from "../app/create-external-app.ts";
import { installApp } from "../app/install-app.ts";
import { addressed, withAddress } from "../app/with-address.ts";
import { actingBy } from "../context/acting-by.ts";
import { tailHostLog } from "../host/tail-host-log.ts";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

const appInput = z.strictObject({ appId: idField });
/** What the app has stored is kept unless this says otherwise. */
const removalInput = z.strictObject({ appId: idField, deleteData: z.boolean().default(false) });
const title = z.string().trim().min(1).max(100);
const icon = z.string().trim().min(1).max(64);
const shown = { title: title.optional(), icon: icon.optional() };
const level = z.enum(accessLevels).default("owner");

const tunnelledApp = z.strictObject({
  carrier: z.literal("tunnel").optional(),
  hostId: idField,
  /** Becomes the first label of its address: 1 to 63 of a-z, 0-9 and -. */
  name: z.string().trim().min(1).max(63),
  /** A port, or an address such as `http://127.0.0.1:3000`. */
  target: z.string().trim().min(1).max(512),
  protocol: z.enum(["http", "tcp"]).optional(),
  level,
  ...shown,
});

const externalApp = z.strictObject({
  carrier: z.literal("external"),
  /** Where its own proxy serves it; a DNS record proves it before anybody passes. */
  hostname: z.string().trim().min(1).max(512),
  level,
  ...shown,
});

/** As it is written, with blanks and comments: more than what may come of it. */
const maxManifestChars = 131_072;

const noTunnel = "A proxy of its own serves this app, so no tunnel leads to it.";

export const appsRouter = trpc.router({
  list: inOrganization("app.read")
    .input(
      z.strictObject({
        hostId: idField.optional(),
        text: z.string().trim().max(100).optional(),
        ...pageFields,
      }),
    )
    .query(async ({ ctx, input }) => {
      const page = await listApps(ctx.hosts, input);
      const gates = await listAppGates(ctx.gate, { appIds: page.items.map((app) => app.appId) });
      return { ...page, items: withAddress(page.items, gates) };
    }),

  get: inOrganization("app.read")
    .input(appInput)
    .query(async ({ ctx, input }) => {
      const app = await getApp(ctx.hosts, input);
      const [gate] = await listAppGates(ctx.gate, { appIds: [app.appId] });
      return addressed(app, gate);
    }),

  /** What `homeport connect` needs to know of an app, named by its name or its id. */
  connection: inOrganization("app.read")
    .input(z.strictObject({ app: z.string().trim().min(1).max(64) }))
    .query(async ({ ctx, input }) => {
      const { appId, name, protocol, hostName } = await getAppByName(ctx.hosts, input);
      if (hostName === null) throw new HostsError("APP_NOT_FOUND", { publicMessage: noTunnel });
      return { appId, name, protocol, hostName, relayUrl: ctx.deps.appsUrl.href };
    }),

  /**
   * An app of a host, or with `carrier: "external"` one that a proxy of its owner's serves. Answers when the relays know
   * the new address: the next request finds it; `applied` says how many do.
   */
  create: inOrganization("app.write")
    .input(z.discriminatedUnion("carrier", [tunnelledApp, externalApp]))
    .mutation(async ({ ctx, input }) => {
      const both = { hosts: ctx.hosts, gate: ctx.gate };
      const made =
        input.carrier === "external"
          ? await createExternalApp(both, input)
          : await createApp(both, { ...withoutCarrier(input), targetFrom: "console" });
      return { ...made, applied: await whenApplied(ctx.gate, "app.gate", made.appId) };
    }),

  /**
   * What is wrong with a manifest that is being written, as JSON or YAML. A mutation although it changes nothing, since a
   * manifest is longer than an address may be.
   */
  checkManifest: inOrganization("app.write")
    .input(z.strictObject({ text: z.string().max(maxManifestChars) }))
    .mutation(({ ctx, input }) => checkManifest(ctx.hosts, input)),

  /** An app that its host runs: its manifest as JSON. A host that is away installs it when it returns. */
  install: inOrganization("app.write")
    .input(
      z.strictObject({
        hostId: idField,
        manifest: z.json(),
        level,
        start: z.boolean().default(true),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const made = await installApp({ hosts: ctx.hosts, gate: ctx.gate }, input);
      return { ...made, applied: await whenApplied(ctx.gate, "app.gate", made.appId) };
    }),

  start: inOrganization("app.operate")
    .input(appInput)
    .mutation(({ ctx, input }) => startApp(ctx.hosts, input)),

  stop: inOrganization("app.operate")
    .input(appInput)
    .mutation(({ ctx, input }) => stopApp(ctx.hosts, input)),

  reinstall: inOrganization("app.operate")
    .input(removalInput)
    .mutation(({ ctx, input }) => reinstallApp(ctx.hosts, input)),

  uninstall: inOrganization("app.operate")
    .input(removalInput)
    .mutation(({ ctx, input }) => uninstallApp(ctx.hosts, input)),

  operations: inOrganization("app.read")
    .input(z.strictObject({ appId: idField, ...pageFields }))
    .query(({ ctx, input }) => listOperations(ctx.hosts, input)),

  /** The newest of what an operation has printed, also while it runs. */
  log: inOrganization("app.operate")
    .input(z.strictObject({ operationId: idField }))
    .query(({ ctx, input }) => readOperationLog(ctx.hosts, input)),

  /** The newest lines that an app on a host has printed. A mutation, since it makes relay and machine do something. */
  tailLog: inOrganization("app.operate")
    .input(z.strictObject({ appId: idField, lines: z.int().min(1).max(1_000).default(200) }))
    .mutation(async ({ ctx, input, signal }) => {
      const { hostId, runtime } = await getApp(ctx.hosts, input);
      if (hostId === null || runtime === "none") throw new HostsError("NOT_MANAGED");
      const { hosts, gate, directory, appsUrl } = ctx.deps;
      const asked = { ...input, hostId, by: actingBy(ctx.caller) };
      const stop = signal ?? new AbortController().signal;
      return await tailHostLog({ gate, clock: hosts.clock, directory, appsUrl }, asked, stop);
    }),

  updateSettings: inOrganization("app.write")
    .input(
      z.strictObject({
        appId: idField,
        title: title.optional(),
        icon: icon.nullable().optional(),
        idleStopMs: z.int().min(60_000).max(31_536_000_000).nullable().optional(),
        alwaysOn: z.boolean().optional(),
        autostart: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateAppSettings(ctx.hosts, input)),

  /** The address is unknown to the next request, at each relay that `applied` counts. */
  remove: inOrganization("app.write")
    .input(appInput)
    .mutation(async ({ ctx, input }) => {
      await removeApp(ctx.hosts, input);
      return { applied: await whenApplied(ctx.gate, "app.gate", input.appId) };
    }),
});

function withoutCarrier({ carrier: _, ...app }: z.infer<typeof tunnelledApp>) {
  return app;
}
