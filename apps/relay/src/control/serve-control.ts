import type { TargetReport } from "@homeport/hosts";
import type {
  AgentControl,
  AppLog,
  AppReport,
  ControlError,
  KeyRotate,
  MuxStream,
  RelayControl,
} from "@homeport/tunnel";
import { rstCodes } from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import { createDesiredLine, type DesiredLine } from "../lifecycle/desired-line.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { LineReader } from "./line-reader.ts";
import { readMessage } from "./read-message.ts";
import { serveEcho } from "./serve-echo.ts";

export interface ControlDeps {
  readonly events: RelayEvents;
  /** Makes declared apps exist; never rejects. */
  readonly declare: (
    tunnel: LiveTunnel,
    message: AgentControl & { type: "apps.declare" },
  ) => Promise<RelayControl>;
  /** Gives the host of a tunnel another key; never rejects. */
  readonly rotate: (tunnel: LiveTunnel, message: KeyRotate) => Promise<RelayControl | ControlError>;
  /** How a host's last connection to one of its apps went, as its agent says. */
  readonly onTarget: (report: TargetReport) => void;
  /** A control stream is open. Answers what to call when it is over. */
  readonly onLine: (tunnel: LiveTunnel, line: DesiredLine) => () => void;
  /** Takes in what a host says of an app that it runs; never rejects. */
  readonly onAppNews: (hostId: string, message: AppReport | AppLog) => Promise<void>;
}

const maxLineBytes = 65_536;
/** Messages of one stream that are being answered or written at once; more wait under credit. */
const maxPending = 8;

/** Serves the streams that agents open towards the relay: control lines, and echoes to measure by. */
export function createControlServer(
  deps: ControlDeps,
): (tunnel: LiveTunnel, stream: MuxStream) => void {
  return (tunnel, stream) => {
    if (stream.request.kind === "echo") {
      deps.events.streamOpened("echo");
      serveEcho(stream, (end) => deps.events.streamClosed("echo", end));
      return;
    }
    if (stream.request.kind !== "control") {
      stream.reset(rstCodes.BAD_OPEN);
      return;
    }
    serveControl(deps, tunnel, stream);
  };
}

/**
 * One message a line. What is not understood is answered and the stream lives on; a line over 64 KiB ends the
 * stream, since nobody knows any more where a message begins.
 */
function serveControl(deps: ControlDeps, tunnel: LiveTunnel, stream: MuxStream): void {
  const lines = new LineReader(maxLineBytes);
  const desired = createDesiredLine(stream);
  let leave = () => {};
  let pending = 0;
  let heldBytes = 0;

  function answer(message: RelayControl | ControlError): void {
    if (!stream.closed) stream.write(Buffer.from(`${JSON.stringify(message)}\n`));
  }

  async function answerWith(coming: Promise<RelayControl | ControlError>): Promise<void> {
    await waitFor(coming.then(answer));
  }

  async function waitFor(done: Promise<void>): Promise<void> {
    pending += 1;
    await done;
    pending -= 1;
    giveBack(0);
  }

  function take(line: string): void {
    const read = readMessage(line);
    if (read.kind === "error") {
      deps.events.controlRefused(tunnel.hostId, read.error.error);
      answer(read.error);
    } else if (read.message.type === "apps.declare") {
      void answerWith(deps.declare(tunnel, read.message));
    } else if (read.message.type === "key.rotate") {
      void answerWith(deps.rotate(tunnel, read.message));
    } else if (read.message.type === "app.report" || read.message.type === "app.log") {
      void waitFor(deps.onAppNews(tunnel.hostId, read.message));
    } else if (read.message.type === "targets") {
      for (const report of read.message.targets) {
        deps.events.targetState(tunnel.hostId, report.appId, report.error);
        deps.onTarget({ hostId: tunnel.hostId, ...report });
      }
    } else {
      answer({ error: "unknown", ...("id" in read.message ? { id: read.message.id } : {}) });
    }
  }

  /** An agent that asks faster than it is answered waits for its credit. */
  function giveBack(byteCount: number): void {
    heldBytes += byteCount;
    if (pending >= maxPending || stream.closed) return;
    const taken = heldBytes;
    heldBytes = 0;
    if (taken > 0) stream.consumed(taken);
  }

  stream.listen({
    onData(bytes) {
      const complete = lines.push(bytes);
      if (complete === null) {
        deps.events.controlRefused(tunnel.hostId, "a message over 64 KiB");
        stream.reset(rstCodes.REFUSED);
        return;
      }
      for (const line of complete) if (line.trim() !== "") take(line);
      giveBack(bytes.length);
    },
    onEnd: () => stream.end(),
    onDrain: () => desired.drained(),
    onClose(end) {
      leave();
      deps.events.streamClosed("control", end);
    },
  });
  deps.events.streamOpened("control");
  stream.accept();
  if (!stream.closed) leave = deps.onLine(tunnel, desired);
}
