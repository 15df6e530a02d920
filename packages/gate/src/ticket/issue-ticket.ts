import { newId, sha256 } from "@homeport/platform";
import type { GateDeps } from "../context.ts";
import { decide } from "../decide/decide.ts";
import { questionOf } from "../decide/question-of.ts";
import { appOrigin, appsAddress } from "../door/addresses.ts";
import { principalOf } from "../people/principal-of.ts";
import { readPerson } from "../people/store.ts";
import { readPath } from "../read-request/read-request.ts";
import { splitTarget } from "../read-request/target.ts";
import { type AppEntry, compileApp } from "../snapshot/entry.ts";
import { readApp } from "../snapshot/store.ts";
import { safeReturnPath } from "./return-path.ts";
import { readState, type SignInState } from "./state.ts";
import { insertTicket } from "./store.ts";

const ticketLifeMs = 30_000;

export interface IssueTicketInput {
  /** The `s` parameter as it came. */
  readonly state: string;
  readonly session: { readonly sessionId: string; readonly userId: string } | null;
}

/** What `/gate/start` does next. */
export type SignInStep =
  | { readonly kind: "sign-in"; readonly hostname: string }
  | {
      readonly kind: "redirect";
      /** Answer 303 with it, and with these headers (names and values in turn). */
      readonly location: string;
      readonly headers: readonly string[];
    }
  | {
      readonly kind: "refused";
      readonly code: "NOT_ALLOWED" | "TICKET_INVALID" | "UNKNOWN_APP";
      /** Known once the state is genuine. */
      readonly hostname: string | null;
    };

/**
 * The console's half of signing in to an app: verifies the state, asks the same decision that the relay will ask,
 * on rows read now, and writes a ticket for whoever may pass. Scheme and hostname of the answer come from the
 * app's rows, never from a request. Throws STORE_BUSY and STORE_DOWN.
 */
export async function issueTicket(
  deps: Pick<GateDeps, "db" | "keys" | "random" | "appsUrl">,
  input: IssueTicketInput,
): Promise<SignInStep> {
  const state = readState(deps.keys, input.state);
  if (state === null) return refused("TICKET_INVALID", null);
  const row = await readApp(deps.db.orm, state.appId);
  const app = row === null ? null : compileApp(row);
  const hostname = app?.hostnames.find((one) => one === state.hostname);
  if (app === null || hostname === undefined) return refused("UNKNOWN_APP", state.hostname);
  if (input.session === null) return { kind: "sign-in", hostname };
  const origin = appOrigin(appsAddress(deps.appsUrl), hostname);
  const path = safeReturnPath(state.path, origin);
  if (!(await mayOpen(deps, app, path, input.session))) return refused("NOT_ALLOWED", hostname);
  const ticket = await writeTicket(deps, { ...state, path }, input.session.sessionId);
  if (ticket === null) return { kind: "sign-in", hostname };
  return {
    kind: "redirect",
    location: `${origin}/.homeport/callback?t=${ticket}`,
    headers: ["Referrer-Policy", "no-referrer", "Cache-Control", "no-store"],
  };
}

async function mayOpen(
  deps: Pick<GateDeps, "db">,
  app: AppEntry,
  path: string,
  session: { readonly sessionId: string; readonly userId: string },
): Promise<boolean> {
  const person = await readPerson(deps.db.orm, session.userId);
  const readings = readPath(splitTarget(path)?.path ?? "/");
  if (person === null || readings === null) return false;
  const principal = principalOf(person, app.appId, session.sessionId);
  return decide(questionOf(app, readings, principal)).pass;
}

async function writeTicket(
  deps: Pick<GateDeps, "db" | "random">,
  state: SignInState,
  sessionId: string,
): Promise<string | null> {
  const secret = Buffer.from(deps.random.bytes(32)).toString("base64url");
  const id = newId();
  const written = await insertTicket(deps.db.orm, {
    id,
    secretHash: sha256(secret),
    sessionId,
    appId: state.appId,
    hostname: state.hostname,
    path: state.path,
    nonceHash: Buffer.from(state.nonceHash, "base64url"),
    lifeMs: ticketLifeMs,
  });
  return written ? `${id}.${secret}` : null;
}

function refused(
  code: Extract<SignInStep, { kind: "refused" }>["code"],
  hostname: string | null,
): SignInStep {
  return { kind: "refused", code, hostname };
}
