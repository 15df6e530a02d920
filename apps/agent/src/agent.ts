import type { Clock, Random } from "@homeport/platform";
import {
  type AgentHello,
  agentBudgetBytes,
  createProcessBudget,
  createWheel,
  type Mux,
} from "@homeport/tunnel";
import type { Surroundings } from "./apps/child-env.ts";
import { createManagedApps } from "./apps/create-managed-apps.ts";
import { createCarrier } from "./carry.ts";
import type { AgentConfig } from "./config/config.ts";
import { DeclaredApps } from "./declared-apps.ts";
import { AgentError } from "./errors.ts";
import type { AgentEvents } from "./events.ts";
import { KeyRotation, type RotationLine } from "./key-rotation.ts";
import type { AgentStatus, ExposeAnswer, RotateAnswer } from "./local/messages.ts";
import { tailLog } from "./log/tail-log.ts";
import { openEpochs, openRun } from "./state/epoch.ts";
import type { DeclaredApp, HostFile, StateFiles } from "./state/files.ts";
import type { StateFolder } from "./state/folder.ts";
import type { HostKeys } from "./state/host-keys.ts";
import type { LiveTunnel } from "./supervisor/live-tunnel.ts";
import { createSupervisor } from "./supervisor/supervisor.ts";
import { answerRelay } from "./tunnel/answer-relay.ts";
import { ControlLine } from "./tunnel/control-line.ts";
import { dialTunnel } from "./tunnel/dial.ts";
import { keepControlLine } from "./tunnel/keep-control-line.ts";
import { type EchoReport, measureTunnels } from "./tunnel/measure-echo.ts";
import { openWireChooser } from "./tunnel/wire-choice.ts";
import { agentVersion } from "./version.ts";

/** Targets that one message may speak of. */
const mostTargets = 100;

/** How long open streams may finish when the agent stops. */
const drainMs = 10_000;

export interface AgentParts {
  readonly host: HostFile;
  readonly keys: HostKeys;
  readonly folder: StateFolder;
  readonly files: StateFiles;
  readonly config: AgentConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: AgentEvents;
  /** What programs get of the environment that are started for apps. */
  readonly surroundings: Surroundings;
}

/** The running agent: tunnels up to the relay, streams down to targets on this machine. */
export interface Agent {
  status(): Omit<AgentStatus, "config">;
  /**
   * Declares an app through a live tunnel and permits its target from then on. Refusals are
   * answers; throws `TUNNEL_NEEDED` when the relay cannot be asked.
   */
  expose(app: DeclaredApp): Promise<ExposeAnswer>;
  /** Permits the target of an app that exists already, and keeps it. */
  permit(app: DeclaredApp): Promise<void>;
  /** Answers whether there was such an app; its target is not permitted any more. */
  forget(name: string): Promise<boolean>;
  /** Takes another configuration without a restart; open streams go on. */
  configure(config: AgentConfig): void;
  /** Reads the kept apps again, since the agent before may have written them. */
  reloadApps(): Promise<void>;
  /** Does from now on what is wanted of the apps that this host runs; only one agent of a state folder may. */
  holdApps(): Promise<void>;
  /** Leaves those apps to another agent, running as they are. */
  releaseApps(): Promise<void>;
  /** Ends those apps, for an agent that is not to leave anything running. */
  endApps(): Promise<void>;
  /** Replaces the host's key; refusals are answers, and `TUNNEL_NEEDED` says that it is asked again later. */
  rotateKey(): Promise<RotateAnswer>;
  /** Sends bytes up every live tunnel and back. */
  measure(byteCount: number): Promise<EchoReport[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts the agent; it holds the state folder's host key and needs no network to start. */
export async function startAgent(parts: AgentParts): Promise<Agent> {
  const { clock, random, files, events } = parts;
  const startedAtMs = clock.nowMs();
  const epochs = openEpochs(parts.folder, clock);
  const run = openRun(epochs);
  const lines = new Map<LiveTunnel, RotationLine & { readonly line: ControlLine }>();
  const muxes = new Map<LiveTunnel, Mux>();
  let { config, host } = parts;
  const apps = new DeclaredApps(files, random);
  async function loadApps(): Promise<void> {
    const setAside = await apps.load();
    if (setAside !== null) events.stateSetAside(setAside);
  }
  await loadApps();
  apps.configure(config.apps);

  const managed = createManagedApps({
    ...{ clock, random, surroundings: parts.surroundings, appsFolder: parts.folder.appsFolder },
    isInUse: (appId) => carrier.carries(appId),
    *lines() {
      for (const { line } of lines.values()) yield line;
    },
    onState: events.appState,
    onSetAside: events.stateSetAside,
  });
  await managed.load();

  const carrier = createCarrier({
    clock,
    portOf: (appId) => managed.portOf(appId),
    allowed: () => ({
      declared: apps.list().map((app) => app.target),
      fromConsole: config.targets.fromConsole,
    }),
    onControl: (stream) =>
      answerRelay(stream, {
        tailLog: (lines, appId) =>
          appId === undefined
            ? tailLog({ folder: parts.folder.logFolder, lines })
            : managed.tail(appId, lines),
      }),
    onTargetChange(note, target) {
      events.targetState({ appId: note.appId, target, failure: note.error });
      for (const { line } of lines.values()) {
        if (line.tell({ type: "targets", targets: [note] })) return;
      }
    },
  });

  const rotation = new KeyRotation({
    ...{ hostId: parts.host.hostId, keys: parts.keys, random },
    onReplaced() {
      events.keyReplaced();
      supervisor.renew();
    },
  });

  /** Keeps a control line on a new tunnel; what is answered ends it when the tunnel is left. */
  function adopt(mux: Mux, tunnel: LiveTunnel, { epoch }: AgentHello): () => void {
    muxes.set(tunnel, mux);
    tunnel.onEnd(() => void muxes.delete(tunnel));
    return keepControlLine(mux, {
      ...{ clock, random },
      create() {
        const line: ControlLine = new ControlLine(clock, (wanted) => managed.take(wanted, line));
        return line;
      },
      onOpen(line) {
        lines.set(tunnel, { line, epoch });
        // What changed while no line was open is told now; what the console knows already changes nothing there.
        const notes = carrier.appNotes().slice(-mostTargets);
        if (notes.length > 0) line.tell({ type: "targets", targets: notes });
        void apps.declareConfigured(line);
        rotation.resume({ line, epoch });
      },
      onOver: () => void lines.delete(tunnel),
    });
  }

  /** The relay may have moved: enrolling again writes its new address, and the next attempt follows. */
  async function readHost(): Promise<HostFile> {
    const written = await files.host.read().catch(() => null);
    if (written?.hostId === host.hostId) host = written;
    return host;
  }

  const dialParts = {
    keys: parts.keys,
    epochs,
    run,
    wires: await openWireChooser({ wire: () => config.relay.wire, file: files.wires, clock }),
    allowPlaintext: () => config.relay.allowPlaintext,
    clock,
    wheel: createWheel(clock),
    budget: createProcessBudget(agentBudgetBytes),
    onStream: carrier.carry,
    onMux: adopt,
  };
  const supervisor = createSupervisor({
    tunnels: config.relay.tunnels,
    clock,
    random,
    dial: async (attempt) => await dialTunnel({ ...dialParts, host: await readHost() }, attempt),
    onChange: events.slotState,
    onUnwedged: events.slotUnwedged,
    onWake: events.woke,
  });
  supervisor.start();

  return {
    permit: (app) => apps.keep(app),
    forget: (name) => apps.forget(name),
    reloadApps: loadApps,
    holdApps: () => managed.hold(),
    releaseApps: () => managed.release(),
    endApps: () => managed.endAll(),
    measure: (byteCount) => measureTunnels(muxes, byteCount, { clock, random }),
    configure(next) {
      config = next;
      apps.configure(next.apps);
      supervisor.resize(next.relay.tunnels, drainMs);
      const [open] = lines.values();
      if (open !== undefined) void apps.declareConfigured(open.line);
    },
    status: () => ({
      pid: process.pid,
      version: agentVersion,
      startedAtMs,
      run: run.known,
      host,
      slots: [...supervisor.reports()],
      apps: apps.list().map((app) => ({ ...app, lastConnect: carrier.lastConnect(app.target) })),
      managed: managed.list(),
    }),
    async rotateKey() {
      const [open] = lines.values();
      if (open === undefined) throw new AgentError("TUNNEL_NEEDED");
      return await rotation.rotate(open);
    },
    async expose(app) {
      const [open] = lines.values();
      if (open === undefined) throw new AgentError("TUNNEL_NEEDED");
      const answer = await apps.expose(open.line, app);
      if (answer === null) throw new AgentError("TUNNEL_NEEDED", { detail: "no answer" });
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await managed.release();
      await supervisor.stop(drainMs);
      carrier.close();
    },
  };
}
