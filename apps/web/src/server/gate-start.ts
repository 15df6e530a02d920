import type { ServerResponse } from "node:http";
import type { Auth } from "@homeport/auth";
import {
  type GateDeps,
  gateCodes,
  issueTicket,
  refusalTexts,
  renderPage,
  type SignInStep,
} from "@homeport/gate";
import { PlatformError } from "@homeport/platform";
import { gateStartPath, paths } from "../paths.ts";
import { toHeaders } from "./fetch-bridge.ts";
import type { Mount } from "./mount.ts";

export interface GateStartDeps {
  auth: Pick<Auth, "readSession">;
  gate: GateDeps;
  webUrl: URL;
}

/** States that the gate makes are far shorter; nothing longer is looked at. */
const maxStateChars = 8_192;

/**
 * `/gate/start?s=<state>`: where a visitor of an app is sent to sign in. The state says which app, sealed by the
 * gate; whoever may pass goes back with a ticket. Every Location is made from the app's own rows or from `paths`,
 * never from the request, so this page redirects nowhere else.
 */
export function createGateStart(deps: GateStartDeps): Mount {
  return async function answerGateStart(request, response, { requestId }) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      throw new PlatformError("METHOD_NOT_ALLOWED");
    }
    const state = readState(request.url ?? "");
    const session =
      state === null
        ? null
        : await deps.auth.readSession(toHeaders(request), {
            fresh: true,
            setCookie: (value) => void response.appendHeader("Set-Cookie", value),
          });
    const step: SignInStep =
      state === null
        ? { kind: "refused", code: "TICKET_INVALID", hostname: null }
        : await issueTicket(deps.gate, { state, session });
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    answer(response, step, { state, requestId, webUrl: deps.webUrl });
  };
}

interface AnswerFacts {
  state: string | null;
  requestId: string;
  webUrl: URL;
}

function answer(response: ServerResponse, step: SignInStep, facts: AnswerFacts): void {
  switch (step.kind) {
    case "sign-in": {
      const back = gateStartPath(facts.state ?? "");
      response.writeHead(303, { Location: paths.signIn(back) }).end();
      return;
    }
    case "redirect":
      setPairs(response, step.headers);
      response.writeHead(303, { Location: step.location }).end();
      return;
    case "refused":
      refuse(response, step, facts);
      return;
  }
}

/** The page says which of the three it is; only a genuine state makes it name the app's hostname. */
function refuse(
  response: ServerResponse,
  step: Extract<SignInStep, { kind: "refused" }>,
  { requestId, webUrl }: AnswerFacts,
): void {
  const text = refusalTexts[step.code];
  const page = renderPage({
    ...text,
    status: gateCodes[step.code].status,
    code: step.code,
    requestId,
    ...(step.hostname === null ? {} : { facts: [{ label: "Address", value: step.hostname }] }),
    action: { label: "Go to the console", href: webUrl.origin },
  });
  setPairs(response, page.headers);
  response.statusCode = page.status;
  response.end(page.body);
}

function readState(target: string): string | null {
  const query = target.split("?")[1] ?? "";
  const states = new URLSearchParams(query).getAll("s");
  const [state] = states;
  return states.length === 1 && state !== undefined && state.length <= maxStateChars ? state : null;
}

function setPairs(response: ServerResponse, pairs: readonly string[]): void {
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const [name, value] = [pairs[index], pairs[index + 1]];
    if (name !== undefined && value !== undefined) {
      response.setHeader(name, value);
    }
  }
}
