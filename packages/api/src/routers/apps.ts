import { accessLevels, listAppGates, whenApplied } from "@homeport/gate";
import { getApp, getAppByName, listApps, removeApp, updateAppSettings } from "@homeport/hosts";
import { z } from "zod";
import { createApp } from "../app/create-app.ts";
import { withAddress } from "../app/with-address.ts";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

const appInput = z.strictObject({ appId: idField });
const title = z.string().trim().min(1).max(100);
const icon = z.string().trim().min(1).max(64);

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
      const [found] = withAddress([app], await listAppGates(ctx.gate, { appIds: [app.appId] }));
      return found ?? { ...app, hostname: null, url: null, level: null };
    }),

  /** What `homeport connect` needs to know of an app, named by its name or its id. */
  connection: inOrganization("app.read")
    .input(z.strictObject({ app: z.string().trim().min(1).max(64) }))
    .query(async ({ ctx, input }) => {
      const { appId, name, protocol, hostName } = await getAppByName(ctx.hosts, input);
      return { appId, name, protocol, hostName, relayUrl: ctx.deps.appsUrl.href };
    }),

  /** Answers when the relays know the new address: the next request finds it; `applied` says how many do. */
  create: inOrganization("app.write")
    .input(
      z.strictObject({
        hostId: idField,
        /** Becomes the first label of its address: 1 to 63 of a-z, 0-9 and -. */
        name: z.string().trim().min(1).max(63),
        title: title.optional(),
        icon: icon.optional(),
        /** A port, or an address such as `http://127.0.0.1:3000`. */
        target: z.string().trim().min(1).max(512),
        protocol: z.enum(["http", "tcp"]).optional(),
        level: z.enum(accessLevels).default("owner"),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const made = await createApp(
        { hosts: ctx.hosts, gate: ctx.gate },
        { ...input, targetFrom: "console" },
      );
      return { ...made, applied: await whenApplied(ctx.gate, "app.gate", made.appId) };
    }),

  updateSettings: inOrganization("app.write")
    .input(
      z.strictObject({ appId: idField, title: title.optional(), icon: icon.nullable().optional() }),
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
