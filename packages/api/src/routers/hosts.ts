import {
  cancelEnrolmentCode,
  createEnrolmentCode,
  enrollHost,
  getHost,
  issueHostChallenge,
  listHostEvents,
  listHosts,
  listHostTunnels,
  readEnrolmentCode,
  removeHost,
  renameMachine,
  revokeHost,
  setDefaultApp,
  setMayPublish,
} from "@homeport/hosts";
import { z } from "zod";
import { actingBy } from "../context/acting-by.ts";
import { actOnEnrolment } from "../context/enrolment.ts";
import { checkHost } from "../host/check-host.ts";
import { tailHostLog } from "../host/tail-host-log.ts";
import { inOrganization, publicProcedure } from "../procedures.ts";
import { takeAddressRate, takeKeyedRate } from "../rate.ts";
import { trpc } from "../trpc.ts";
import { idField, pageFields } from "./page-input.ts";

const hostInput = z.strictObject({ hostId: idField });
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

const enrollInput = z.strictObject({
  /** Raw Ed25519 key, 32 bytes. */
  publicKey: base64url.length(43),
  challenge: base64url.max(128),
  /** Ed25519 signature over `enrolmentMessage(challenge)`, 64 bytes. */
  signature: base64url.length(86),
  code: z.string().min(1).max(64).optional(),
  name: z.string().max(256).optional(),
  osHostName: z.string().max(256).optional(),
  facts: z.strictObject({
    os: z.string().max(64),
    arch: z.string().max(64),
    cpuCount: z.number().int().min(0).max(65_535),
    memoryBytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
    agentVersion: z.string().max(64),
  }),
  /** Another host of the same machine that vouches for this key: its key, and its signature over `machineMessage`. */
  machine: z
    .strictObject({ publicKey: base64url.length(43), signature: base64url.length(86) })
    .optional(),
});

export const hostsRouter = trpc.router({
  list: inOrganization("host.read")
    .input(
      z.strictObject({
        online: z.boolean().optional(),
        text: z.string().trim().max(100).optional(),
        ...pageFields,
      }),
    )
    .query(({ ctx, input }) => listHosts(ctx.hosts, input)),

  get: inOrganization("host.read")
    .input(hostInput)
    .query(({ ctx, input }) => getHost(ctx.hosts, input)),

  events: inOrganization("host.read")
    .input(z.strictObject({ hostId: idField, ...pageFields }))
    .query(({ ctx, input }) => listHostEvents(ctx.hosts, input)),

  /** The host's tunnels now, as the directory has them. */
  tunnels: inOrganization("host.read")
    .input(hostInput)
    .query(({ ctx, input }) =>
      listHostTunnels({ ...ctx.hosts, directory: ctx.deps.directory }, input),
    ),

  /**
   * Walks the way to the host now and streams each step when it is over. A mutation, since it makes relay, machine and
   * app do something. The relay asks again what the person may do.
   */
  check: inOrganization("host.read")
    .input(z.strictObject({ hostId: idField, appId: idField.optional() }))
    .mutation(async ({ ctx, input, signal }) => {
      await getHost(ctx.hosts, input);
      const { hosts, gate, directory, appsUrl } = ctx.deps;
      const asked = { ...input, by: actingBy(ctx.caller) };
      const stop = signal ?? new AbortController().signal;
      return checkHost({ gate, clock: hosts.clock, directory, appsUrl }, asked, stop);
    }),

  /** The newest lines of the host's own agent. A mutation, since it makes relay and machine do something. */
  tailLog: inOrganization("host.manage")
    .input(
      z.strictObject({ hostId: idField, lines: z.number().int().min(1).max(1_000).optional() }),
    )
    .mutation(async ({ ctx, input, signal }) => {
      await getHost(ctx.hosts, { hostId: input.hostId });
      const { hosts, gate, directory, appsUrl } = ctx.deps;
      const { hostId, lines = 200 } = input;
      const asked = { hostId, lines, by: actingBy(ctx.caller) };
      const stop = signal ?? new AbortController().signal;
      return await tailHostLog({ gate, clock: hosts.clock, directory, appsUrl }, asked, stop);
    }),

  /** Answers the code once; only its hash is kept. */
  createCode: inOrganization("host.enroll")
    .input(
      z.strictObject({
        machineName: z.string().max(256).optional(),
        mayPublish: z.boolean().optional(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const code = await createEnrolmentCode(ctx.hosts, input);
      return { ...code, command: enrolCommand(code.code, ctx.deps.webUrl) };
    }),

  cancelCode: inOrganization("host.enroll")
    .input(z.strictObject({ codeId: idField }))
    .mutation(({ ctx, input }) => cancelEnrolmentCode(ctx.hosts, input)),

  /** What became of a code: waiting, used (with the host, online or not yet), or expired. */
  codeStatus: inOrganization("host.enroll")
    .input(z.strictObject({ codeId: idField }))
    .query(({ ctx, input }) => readEnrolmentCode(ctx.hosts, input)),

  /** A one-time challenge for a machine that proves its key; good for 300 s. */
  challenge: publicProcedure
    .input(z.strictObject({ publicKey: base64url.length(43) }))
    .mutation(async ({ ctx, input }) => {
      await takeAddressRate(ctx, "challenge");
      await takeKeyedRate(ctx, "challenge", `host ${input.publicKey}`);
      return await issueHostChallenge(ctx.deps.hosts, input);
    }),

  /** Enrols a machine by a code, or in the signed-in person's organization. */
  enroll: publicProcedure.input(enrollInput).mutation(async ({ ctx, input }) => {
    const acting = await actOnEnrolment(ctx, input.code !== undefined);
    const host = await enrollHost(acting, input);
    return { ...host, webUrl: ctx.deps.webUrl.href, relayUrl: ctx.deps.appsUrl.href };
  }),

  renameMachine: inOrganization("host.manage")
    .input(z.strictObject({ hostId: idField, name: z.string().max(256) }))
    .mutation(({ ctx, input }) => renameMachine(ctx.hosts, input)),

  /** Which app answers at the host's own address; null for none. */
  setDefaultApp: inOrganization("host.manage")
    .input(z.strictObject({ hostId: idField, appId: idField.nullable() }))
    .mutation(({ ctx, input }) => setDefaultApp(ctx.hosts, input)),

  setMayPublish: inOrganization("host.manage")
    .input(z.strictObject({ hostId: idField, mayPublish: z.boolean() }))
    .mutation(({ ctx, input }) => setMayPublish(ctx.hosts, input)),

  revoke: inOrganization("host.manage")
    .input(hostInput)
    .mutation(({ ctx, input }) => revokeHost(ctx.hosts, input)),

  remove: inOrganization("host.manage")
    .input(hostInput)
    .mutation(({ ctx, input }) => removeHost(ctx.hosts, input)),
});

function enrolCommand(code: string, webUrl: URL): string {
  return `homeport enroll --code ${code} --url ${webUrl.origin}`;
}
