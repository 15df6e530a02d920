import { AdmissionRefused, type Gate, type Passed } from "@homeport/gate";
import { RelayError } from "../errors.ts";
import { readTcpDelivery } from "../resolve/delivery.ts";

export interface AskedApp {
  readonly appId: string;
  readonly token: string | null;
  readonly address: string | null;
  readonly requestId: string;
}

/**
 * Asks the gate whether a client may have an app, by the app's rule for `/`. An app that does not exist and one
 * of strangers answer alike, also to who is not signed in. Throws HomeportError for every refusal.
 */
export async function admitConnect(
  gate: Pick<Gate, "admitProgram" | "readProgram" | "current">,
  asked: AskedApp,
): Promise<Passed> {
  const passed = await admit(gate, asked);
  readTcpDelivery(passed.app, passed.principal);
  return passed;
}

async function admit(
  gate: Pick<Gate, "admitProgram" | "readProgram" | "current">,
  asked: AskedApp,
): Promise<Passed> {
  try {
    return await gate.admitProgram({ ...asked, method: "GET", target: "/", rawHeaders: [] });
  } catch (error) {
    if (!(error instanceof AdmissionRefused) || !tellsOfApp.has(error.code)) throw error;
    const caller = await gate.readProgram(asked);
    const app = gate.current().byId.get(asked.appId);
    throw app !== undefined && caller.principal.roles.has(app.organizationId)
      ? error
      : new RelayError("NOT_FOUND");
  }
}

/** Refusals that would tell a stranger whether there is such an app. */
const tellsOfApp: ReadonlySet<string> = new Set([
  "UNKNOWN_APP",
  "NOT_ALLOWED",
  "KEY_SCOPE",
  "NO_RULE",
]);
