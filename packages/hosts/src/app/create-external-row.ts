import { authorize } from "../authorize.ts";
import type { HostsContext, HostsWork } from "../context.ts";
import { HostsError } from "../errors.ts";
import { countExternalApps, insertExternalApp } from "./store.ts";

export interface NewExternalApp {
  /** Made by the caller, so that the audit row of its transaction names it. */
  appId: string;
  organizationId: string;
  ownerUserId: string;
  /** Where its own proxy serves it. */
  hostname: string;
  title?: string | undefined;
  icon?: string | undefined;
}

const maxExternalApps = 100;

/**
 * The half of "create app" that this domain owns, for an app that a proxy of its owner's serves: it has no host, no
 * target and no delivery. Its name comes of its hostname, which other apps may claim as well. Throws APP_LIMIT.
 */
export async function createExternalAppRow(
  ctx: HostsContext,
  work: HostsWork,
  input: NewExternalApp,
): Promise<{ name: string }> {
  const { appId, organizationId, ownerUserId, hostname } = input;
  if (authorize(ctx, "app.write") !== organizationId) throw new HostsError("APP_NOT_FOUND");
  if ((await countExternalApps(work.tx, organizationId)) >= maxExternalApps) {
    const publicMessage = "This organization has as many apps behind proxies as it may have.";
    throw new HostsError("APP_LIMIT", { publicMessage });
  }
  const title = input.title?.trim() || hostname.slice(0, maxTitleChars);
  const row = { appId, organizationId, ownerUserId, title, icon: input.icon ?? null };
  for (const name of namesOf(hostname, appId)) {
    if (!(await insertExternalApp(work.tx, { ...row, name }))) continue;
    work.after.commit(() => ctx.feed.announce("app.gate", appId));
    return { name };
  }
  throw new HostsError("APP_NAME_TAKEN");
}

const maxTitleChars = 100;
const maxNameChars = 63;

/** The hostname with hyphens for dots, and the same with the end of the app's id, which is random. */
function namesOf(hostname: string, appId: string): string[] {
  const plain = hostname.replaceAll("xn--", "").replaceAll(".", "-");
  const tail = appId.slice(-8);
  const short = (chars: number) => plain.slice(0, chars).replace(/-+$/, "");
  return [short(maxNameChars), `${short(maxNameChars - tail.length - 1)}-${tail}`];
}
