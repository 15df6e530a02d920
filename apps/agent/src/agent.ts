import type { Clock, Random } from "@homeport/platform";
import { newToken } from "@homeport/platform";
import {
  agentBudgetBytes,
  createBudget,
  createWheel,
  type Mux,
  type MuxStream,
  rstCodes,
  streamDuplex,
} from "@homeport/tunnel";
import type { AgentConfig } from "./config/config.ts";
import { AgentError } from "./errors.ts";
import type { AgentStatus, ExposeAnswer } from "./local/messages.ts";
import { openEpochs } from "./state/epoch.ts";
import type { DeclaredApp, HostFile, StateFiles } from "./state/files.ts";
import type { StateFolder } from "./state/folder.ts";
import type { HostKey } from "./state/host-key.ts";
import type { LiveTunnel, SlotReport } from "./supervisor/slot.ts";
import { createSupervisor } from "./supervisor/supervisor.ts";
import { allowedTarget } from "./target/allowed.ts";
import { createEcho } from "./target/echo.ts";
import { spliceStream } from "./target/splice.ts";
import { canonicalTarget, type Target } from "./target/target.ts";
import { TargetPool } from "./target/target-pool.ts";
import { ControlLine } from "./tunnel/control-line.ts";
import { dialTunnel } from "./tunnel/dial.ts";
import { createWireChooser } from "./tunnel/wire-choice.ts";
import { agentVersion } from "./version.ts";

/** How long open streams may finish when the agent stops. */
const drainMs = 10_000;
/** A relay may ask for anything; what was judged is forgotten at this many. */
const maxJudged = 1_000;

export interface AgentParts {
  readonly host: HostFile;
  readonly key: HostKey;
  readonly folder: StateFolder;
  readonly files: StateFiles;
  readonly config: AgentConfig;
  readonly clock: Clock;
  readonly random: Random;
  onSlot(report: SlotReport): void;
  onUnwedged(slot: number): void;
}

/** The running agent: tunnels up to the relay, streams down to targets on this machine. */
export interface Agent {
  status(): AgentStatus;
  /**
   * Declares an app through a live tunnel and permits its target from then on. Refusals are
   * answers; throws `TUNNEL_NEEDED` when the relay cannot be asked.
   */
  expose(app: DeclaredApp): Promise<ExposeAnswer>;
  /** Permits the target of an app that exists already, and keeps it. */
  permit(app: DeclaredApp): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface ConnectNote {
  readonly ok: boolean;
  readonly detail: string;
  readonly atMs: number;
}

/** Starts the agent; it holds the state folder's host key and needs no network to start. */
export async function startAgent(parts: AgentParts): Promise<Agent> {
  const { clock, files } = parts;
  const startedAtMs = clock.nowMs();
  const epochs = openEpochs(parts.folder, clock);
  const apps = [...((await files.apps.readOrSetAside()).value?.apps ?? [])];
  const pool = new TargetPool(clock);
  const echo = createEcho();
  const wheel = createWheel(clock);
  const lines = new Map<LiveTunnel, ControlLine>();
  const connects = new Map<string, ConnectNote>();
  const judged = new Map<string, Target | null>();

  function carry(stream: MuxStream): void {
    switch (stream.request.kind) {
      case "echo":
        stream.accept();
        echo.accept(streamDuplex(stream));
        return;
      case "control":
        stream.reset(rstCodes.BAD_OPEN);
        return;
      case "http":
      case "upgrade":
      case "tcp":
        carryToTarget(stream);
    }
  }

  function carryToTarget(stream: MuxStream): void {
    const { kind, appId, target: asked } = stream.request;
    const target = judge(asked);
    if (target === null) {
      stream.reset(rstCodes.TARGET_NOT_ALLOWED);
      return;
    }
    spliceStream(stream, target, {
      key: `${appId} ${asked}`,
      pool: kind === "http" ? pool : null,
      onConnect: (failure) => noteConnect(appId, canonicalTarget(asked), failure),
    });
  }

  /** A target is read and compared once, not with every stream; forgotten when what is declared changes. */
  function judge(asked: string): Target | null {
    const known = judged.get(asked);
    if (known !== undefined) return known;
    const declared = apps.map((app) => app.target);
    const target = allowedTarget(asked, {
      declared,
      fromConsole: parts.config.targets.fromConsole,
    });
    if (judged.size >= maxJudged) judged.clear();
    judged.set(asked, target);
    return target;
  }

  function noteConnect(appId: string, target: string, failure: string | null): void {
    const before = connects.get(target);
    const detail = failure ?? "answers";
    connects.set(target, { ok: failure === null, detail, atMs: clock.nowMs() });
    if (before?.detail === detail) return;
    const note = { appId, error: failure, atMs: clock.nowMs() };
    for (const line of lines.values()) {
      if (line.tell({ type: "targets", targets: [note] })) return;
    }
  }

  function adopt(mux: Mux, tunnel: LiveTunnel): void {
    const line = new ControlLine(clock);
    if (line.open(mux)) lines.set(tunnel, line);
    tunnel.onEnd(() => lines.delete(tunnel));
  }

  async function permit(app: DeclaredApp): Promise<void> {
    const at = apps.findIndex((known) => known.name === app.name);
    if (at >= 0) apps.splice(at, 1);
    apps.push(app);
    judged.clear();
    await files.apps.write({ apps });
  }

  const dialParts = {
    host: parts.host,
    key: parts.key,
    epochs,
    run: await epochs.next(),
    wires: createWireChooser(parts.config.relay.wire, clock),
    allowPlaintext: parts.config.relay.allowPlaintext,
    clock,
    wheel,
    budget: createBudget(agentBudgetBytes),
    onStream: carry,
    onMux: adopt,
  };
  const supervisor = createSupervisor({
    tunnels: parts.config.relay.tunnels,
    clock,
    random: parts.random,
    dial: (attempt) => dialTunnel(dialParts, attempt),
    onChange: parts.onSlot,
    onUnwedged: parts.onUnwedged,
  });
  supervisor.start();

  return {
    permit,
    status: () => ({
      pid: process.pid,
      version: agentVersion,
      startedAtMs,
      host: parts.host,
      slots: [...supervisor.reports()],
      apps: apps.map((app) => ({ ...app, lastConnect: connects.get(app.target) ?? null })),
    }),
    async expose(app) {
      const [line] = lines.values();
      if (line === undefined) throw new AgentError("TUNNEL_NEEDED");
      const id = newToken(parts.random, 9);
      const { name, target, level } = app;
      const declared = { name, target, level, protocol: "http" as const };
      const answer = await line.declare({ type: "apps.declare", id, apps: [declared] });
      const [outcome] = answer?.apps ?? [];
      if (outcome === undefined) throw new AgentError("TUNNEL_NEEDED", { detail: "no answer" });
      if ("error" in outcome) return { outcome: "refused", ...outcome.error };
      const kept = { ...app, address: outcome.url };
      await permit(kept);
      return { outcome: "exposed", app: kept };
    },
    async [Symbol.asyncDispose]() {
      await supervisor.stop(drainMs);
      echo.close();
      pool.close();
    },
  };
}
