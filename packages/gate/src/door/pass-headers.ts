import { identityHeaders } from "../headers/identity-headers.ts";
import { stripRequestHeaders } from "../headers/strip-request-headers.ts";
import type { RawHeaders } from "../read-request/raw-headers.ts";
import type { CompiledRule } from "../rule/compiled-rule.ts";
import type { Principal } from "../session-cache/principal.ts";
import type { AppEntry } from "../snapshot/entry.ts";
import type { DoorDeps } from "./deps.ts";

/** The headers of a request that passes, as its app gets them: spoofed names out, identity in. */
export function passHeaders(
  deps: Pick<DoorDeps, "events">,
  passing: {
    readonly app: AppEntry;
    readonly rule: CompiledRule;
    readonly principal: Principal;
    readonly rawHeaders: RawHeaders;
    readonly requestId: string;
  },
): readonly string[] {
  const { app, rule, principal, requestId } = passing;
  const setHeaders = app.rules?.setHeaders ?? new Set<string>();
  const stripped = stripRequestHeaders(passing.rawHeaders, setHeaders);
  if (stripped.spoofed > 0) deps.events.spoofedHeader(app.appId, stripped.spoofed, requestId);
  return [...stripped.rawHeaders, ...identityHeaders(app, rule, principal, requestId)];
}
