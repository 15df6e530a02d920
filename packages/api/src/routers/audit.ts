import { auditFilterFields, listAudit } from "@homeport/auth";
import { z } from "zod";
import { membersContext } from "../context/members-context.ts";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { pageFields } from "./page-input.ts";

export const auditRouter = trpc.router({
  /** What was done in the organization and by its members, the newest first. */
  list: inOrganization("audit.read")
    .input(z.strictObject({ ...auditFilterFields, ...pageFields }))
    .query(({ ctx, input }) => listAudit(membersContext(ctx), input)),
});
