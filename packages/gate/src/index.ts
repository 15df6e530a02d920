import type { Feed } from "@homeport/coordination";
import type { Log, Metrics } from "@homeport/platform";
import type { GateContext, GateDeps, GateWork } from "./context.ts";
import type { Gate } from "./door/gate.ts";
import type { Page, RenderedPage } from "./pages/page.ts";
import type { AccessRule } from "./rule/rule.ts";

export type { GateContext, GateDeps, GateWork } from "./context.ts";
export { type AllowCode, type GateCode, gateCodes, type RefusalCode } from "./decide/codes.ts";
export type {
  Admission,
  CutReason,
  FilteredAnswer,
  Gate,
  GateAnswer,
  GateRequest,
  GateStatus,
  Passed,
} from "./door/gate.ts";
export { GateError, gateErrors } from "./errors.ts";
export type { Page, PageAction, RenderedPage } from "./pages/page.ts";
export { type GatePermission, gatePermissions } from "./permissions.ts";
export {
  type AccessLevel,
  type AccessRule,
  type Audience,
  accessLevels,
  accessRuleSchema,
  maxRulesPerApp,
} from "./rule/rule.ts";
export type { Principal, UserPrincipal } from "./session-cache/principal.ts";
export type { AppEntry, DeliveryEntry, GateSnapshot, IdentityEntry } from "./snapshot/entry.ts";

export interface GateOptions extends GateDeps {
  readonly feed: Feed;
  readonly log: Log;
  readonly metrics: Metrics;
}

export declare function createGate(options: GateOptions): Gate;
export declare function renderPage(page: Page): RenderedPage;

// Verbs of "create app" and "first user": inside a transaction that the caller opened.
export declare function createAppGate(
  ctx: GateContext,
  work: GateWork,
  input: { appId: string; organizationId: string; label: string; level: AccessRule["level"] },
): Promise<{ hostname: string; url: string }>;
export declare function createDefaultIdentity(
  ctx: Pick<GateContext, "keys">,
  work: GateWork,
  input: { organizationId: string; name: string | null; email: string | null },
): Promise<{ identityId: string; fingerprint: string }>;

// Verbs of the console.
export declare function replaceRules(
  ctx: GateContext,
  input: { appId: string; version: string; rules: AccessRule[] },
): Promise<AppGateView>;
export declare function getAppGate(
  ctx: GateContext,
  input: { appId: string },
): Promise<AppGateView>;
/** Primary hostname and root level of each app, for lists; apps without a gate are absent. */
export declare function listAppGates(
  ctx: GateContext,
  input: { appIds: readonly string[] },
): Promise<AppGateSummary[]>;
export declare function addAddress(
  ctx: GateContext,
  input: { appId: string; label: string },
): Promise<{ hostname: string; url: string }>;
export declare function explain(
  ctx: GateContext,
  input: {
    appId: string;
    target: string;
    as: { userId: string } | "anonymous";
    rules?: AccessRule[];
  },
): Promise<Explanation>;
export declare function whoCanOpen(
  ctx: GateContext,
  input: { appId: string; target: string; rules?: AccessRule[] },
): Promise<WhoCanOpen>;

export interface AppGateSummary {
  appId: string;
  hostname: string;
  url: string;
  /** Level of the rule for `/`. */
  level: AccessRule["level"];
}

export interface AppGateView {
  appId: string;
  organizationId: string;
  /** Rises with every change; a decimal number. */
  version: string;
  addresses: {
    id: string;
    hostname: string;
    url: string;
    kind: "label" | "custom";
    isPrimary: boolean;
  }[];
  /** Sorted as they win. */
  rules: (AccessRule & { id: string })[];
}

export interface Explanation {
  verdict: { pass: boolean; code: string; sentence: string };
  readings: {
    path: string;
    pass: boolean;
    code: string;
    rule: { path: string; match: string; level: string } | null;
  }[];
}

export type WhoCanOpen =
  | { kind: "everyone" }
  | { kind: "signed-in" }
  | { kind: "people"; people: { userId: string; name: string; email: string; role: string }[] }
  | { kind: "nobody"; code: string };

// Signing in to an app: the half that runs in web.
export declare function issueTicket(
  ctx: Omit<GateContext, "permissions">,
  input: { state: string; session: { sessionId: string; userId: string } | null },
): Promise<SignInStep>;

export type SignInStep =
  | { kind: "sign-in"; hostname: string }
  | { kind: "redirect"; location: string; headers: readonly string[] }
  | {
      kind: "refused";
      code: "NOT_ALLOWED" | "TICKET_INVALID" | "UNKNOWN_APP";
      hostname: string | null;
    };

/** Housekeeping of the worker; answers how many rows went. */
export declare function sweepGate(
  deps: Pick<GateDeps, "db">,
): Promise<{ tickets: number; appSessions: number }>;
