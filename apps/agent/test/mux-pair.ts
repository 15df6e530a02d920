import { systemClock } from "@homeport/platform";
import {
  closeCodes,
  createBudget,
  createMux,
  createWheel,
  type Mux,
  type MuxStream,
  memoryWirePair,
} from "@homeport/tunnel";

const terms = { creditBytes: 256 * 1024, maxStreams: 1_024 };

/** The two ends of one tunnel without a socket between them. */
export interface MuxPair extends Disposable {
  readonly agent: Mux;
  readonly relay: Mux;
}

/** What an end does with a stream that the other end opens; nothing where it is left out. */
export interface MuxPairOpens {
  readonly agent?: (stream: MuxStream) => void;
  readonly relay?: (stream: MuxStream) => void;
}

export function openMuxPair(onOpen: MuxPairOpens): MuxPair {
  const [left, right] = memoryWirePair();
  const shared = {
    ...{ clock: systemClock, wheel: createWheel(systemClock), budget: createBudget(2 ** 26) },
    ...{ local: terms, peer: terms },
  };
  const handlersOf = (role: "agent" | "relay") => ({
    onOpen: (stream: MuxStream) => onOpen[role]?.(stream),
    onClose: () => undefined,
  });
  const relay = createMux({
    ...{ ...shared, role: "relay", wire: left, handlers: handlersOf("relay") },
  });
  const agent = createMux({
    ...{ ...shared, role: "agent", wire: right, handlers: handlersOf("agent") },
  });
  return {
    ...{ agent, relay },
    [Symbol.dispose]() {
      agent.destroy(closeCodes.AGENT_STOP, "the test is over");
      relay.destroy(closeCodes.SERVER_DRAIN, "the test is over");
    },
  };
}
