import {
  getDelivery,
  readTraffic,
  setDelivery,
  trafficRanges,
  trafficSteps,
} from "@homeport/hosts";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField } from "./page-input.ts";

export const deliveryRouter = trpc.router({
  get: inOrganization("app.read")
    .input(z.strictObject({ appId: idField }))
    .query(({ ctx, input }) => getDelivery(ctx.hosts, input)),

  /** What is left out stays; another `version` than the stored one is CONFLICT. */
  set: inOrganization("app.write")
    .input(
      z.strictObject({
        appId: idField,
        version: z.string().regex(/^\d{1,19}$/),
        target: z.string().trim().min(1).max(512).optional(),
        hostHeader: z.enum(["public", "target", "custom"]).optional(),
        hostHeaderValue: z.string().trim().min(1).max(253).nullable().optional(),
        proxyProtocol: z.enum(["off", "v1", "v2"]).optional(),
        tlsVerify: z.boolean().optional(),
        answerHeadMs: z.number().int().min(1_000).max(600_000).optional(),
        maxRequestBytes: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().optional(),
        maxConcurrent: z.number().int().min(1).max(1_024).optional(),
        visitorRate: z.number().int().min(1).max(100_000).nullable().optional(),
        bytesPerSecond: z
          .number()
          .int()
          .min(16_384)
          .max(2 ** 40)
          .nullable()
          .optional(),
        trpcTransformer: z.enum(["superjson", "none"]).optional(),
        maintenance: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input }) => setDelivery(ctx.hosts, input)),

  /** What the app answered, by the minute or coarser; 24 hours unless told. */
  traffic: inOrganization("app.read")
    .input(
      z.strictObject({
        appId: idField,
        range: z.enum(trafficRanges).optional(),
        step: z.enum(trafficSteps).optional(),
      }),
    )
    .query(({ ctx, input }) => readTraffic(ctx.hosts, input)),
});
