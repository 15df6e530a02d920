import type { Clock, Random } from "@homeport/platform";
import { createProcessBudget, createWheel, type Mux } from "@homeport/tunnel";
import { AgentError } from "../errors.ts";
import { createSupervisor } from "../supervisor/supervisor.ts";
import type { UpgradeRefused } from "../tunnel/open-wire.ts";
import { isPrivateEnough } from "../tunnel/plaintext.ts";
import { dialSession } from "./dial-session.ts";
import { openLocalPort } from "./local-port.ts";
import { createSessionNarrator } from "./narrate-session.ts";

export interface ConnectParts {
  readonly app: { readonly appId: string; readonly name: string; readonly hostName: string };
  readonly relayUrl: URL;
  readonly token: string;
  readonly localPort: number;
  readonly allowPlaintext: boolean;
  readonly clock: Clock;
  readonly random: Random;
  print(line: string): void;
}

/** A local port that leads to an app; disposing it ends what is open. */
export interface Connection extends AsyncDisposable {
  readonly port: number;
  /** Rejects when the relay refuses for good. */
  readonly refused: Promise<never>;
}

const budgetBytes = 128 * 1024 * 1024;

/** Listens at once, and holds a session with the relay for as long as it is not disposed. */
export async function startConnect(parts: ConnectParts): Promise<Connection> {
  const { app, relayUrl, token, clock, random } = parts;
  if (!parts.allowPlaintext && !isPrivateEnough(relayUrl)) {
    throw new AgentError("RELAY_IN_THE_CLEAR", { detail: relayUrl.origin });
  }
  const refused = Promise.withResolvers<never>();
  // Whoever holds the connection waits for it; until then nobody does.
  refused.promise.catch(() => undefined);
  const local = await openLocalPort({
    ...{ clock, appId: app.appId, port: parts.localPort },
    outcome: {
      opened: () => narrator.opened(),
      failed: (code) => narrator.failed(code),
    },
    onFull: () => narrator.full(),
  });
  const route = `127.0.0.1:${local.port} → ${app.name} on ${app.hostName}`;
  const narrator = createSessionNarrator(route, parts.print);
  let current: Mux | null = null;

  function onUp(mux: Mux, tunnel: { onEnd(listener: () => void): void }): () => void {
    current = mux;
    local.use(mux);
    const leave = () => {
      if (current !== mux) return;
      current = null;
      local.use(null);
    };
    tunnel.onEnd(leave);
    return leave;
  }

  const session = {
    ...{ relayUrl, appId: app.appId, token, clock, onUp },
    ...{ wheel: createWheel(clock), budget: createProcessBudget(budgetBytes) },
    onRefused: (refusal: UpgradeRefused) => refused.reject(errorOf(refusal)),
  };
  const supervisor = createSupervisor({
    ...{ tunnels: 1, clock, random },
    dial: (attempt) => dialSession(session, attempt),
    onChange: (report) => narrator.session(report),
    onUnwedged: () => undefined,
    onWake: () => undefined,
  });
  supervisor.start();
  return {
    ...{ port: local.port, refused: refused.promise },
    async [Symbol.asyncDispose]() {
      await local[Symbol.asyncDispose]();
      await supervisor.stop(0);
    },
  };
}

function errorOf(refusal: UpgradeRefused): AgentError {
  const code = refusal.status === 401 ? "NOT_SIGNED_IN" : "CONNECT_REFUSED";
  return new AgentError(code, { detail: refusal.message, cause: refusal });
}
