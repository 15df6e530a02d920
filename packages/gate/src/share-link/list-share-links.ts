import { z } from "zod";
import { findGate } from "../app/store.ts";
import { authorize } from "../authorize.ts";
import type { GateContext } from "../context.ts";
import { GateError } from "../errors.ts";
import { readCompiledRules } from "../rule/read-compiled-rules.ts";
import { landingPath } from "./link-scope.ts";
import type { ShareLinkView } from "./link-view.ts";
import { selectLinks } from "./store.ts";
import { viewLink } from "./view-link.ts";

export const listShareLinksInput = z.strictObject({ appId: z.string().min(1).max(64) });

export interface ShareLinkList {
  /** The newest first; ended ones stay for 30 days. */
  readonly links: readonly ShareLinkView[];
  /** Whether some rule of the app opens anything to links. */
  readonly opensToLinks: boolean;
}

/** The share links of an app, without what opens it; APP_NOT_FOUND for anybody else's. */
export async function listShareLinks(
  ctx: GateContext,
  input: z.input<typeof listShareLinksInput>,
): Promise<ShareLinkList> {
  const organizationId = authorize(ctx, "gate.share");
  const { appId } = listShareLinksInput.parse(input);
  const { orm } = ctx.db;
  if ((await findGate(orm, organizationId, appId)) === null) throw new GateError("APP_NOT_FOUND");
  const rules = await readCompiledRules(orm, appId);
  const rows = await selectLinks(orm, organizationId, appId);
  return {
    links: rows.map((row) => viewLink(row, rules)),
    opensToLinks: landingPath(rules, "/") !== null,
  };
}
