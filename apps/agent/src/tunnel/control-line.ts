import type { Clock, Timer } from "@homeport/platform";
import {
  type AgentControl,
  type AppDesired,
  type AppsDeclare,
  type AppsDeclared,
  type ControlError,
  ControlLines,
  controlErrorSchema,
  type KeyRotate,
  type KeyRotated,
  type Mux,
  type MuxStream,
  type RelayControl,
  relayControlSchema,
  rstCodes,
} from "@homeport/tunnel";

const answerWithinMs = 10_000;
const noFields = { hops: 0, hostId: "", appId: "", target: "", visitorAddress: "", requestId: "" };

type Answer = AppsDeclared | KeyRotated | ControlError;

interface Asked {
  settle(answer: Answer | null): void;
  readonly timer: Timer;
}

/**
 * The agent's control stream on one tunnel: one JSON message a line, at most 64 KiB each. What this
 * version does not know is answered with an error, and the stream lives on.
 */
export class ControlLine {
  readonly #clock: Clock;
  readonly #asked = new Map<string, Asked>();
  #stream: MuxStream | null = null;
  readonly #lines = new ControlLines();
  readonly #onDesired: (message: AppDesired) => void;

  /** `onDesired` hears what the relay wants of apps that this host runs. */
  constructor(clock: Clock, onDesired: (message: AppDesired) => void) {
    this.#clock = clock;
    this.#onDesired = onDesired;
  }

  /** Opens the stream on a tunnel; answers false when nothing can be opened. `onOver` is told once when it has ended. */
  open(mux: Mux, onOver: () => void = () => undefined): boolean {
    const opened = mux.open(
      { kind: "control", ...noFields },
      {
        onData: (bytes) => this.#receive(bytes),
        onEnd: () => undefined,
        onClose: () => {
          this.#settleAll();
          onOver();
        },
      },
    );
    if (typeof opened === "string") return false;
    this.#stream = opened;
    return true;
  }

  /** Declares apps and waits for what became of them; null when the tunnel ended or stayed silent. */
  async declare(message: AppsDeclare): Promise<AppsDeclared | null> {
    const answer = await this.#ask(message);
    return answer !== null && "apps" in answer ? answer : null;
  }

  /** Asks for another key; null when the tunnel ended or stayed silent: then nobody knows what became of it. */
  async rotate(message: KeyRotate): Promise<KeyRotated | ControlError | null> {
    const answer = await this.#ask(message);
    return answer === null || "apps" in answer ? null : answer;
  }

  #ask(message: AppsDeclare | KeyRotate): Promise<Answer | null> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(answerWithinMs, () => this.#settle(message.id, null));
      this.#asked.set(message.id, { settle: resolve, timer });
      if (!this.tell(message)) this.#settle(message.id, null);
    });
  }

  /** Sends one message; answers false when the stream is over. */
  tell(message: AgentControl | { error: string }): boolean {
    if (this.#stream === null || this.#stream.closed) return false;
    this.#stream.write(Buffer.from(`${JSON.stringify(message)}\n`));
    return true;
  }

  /** Nothing more is said or asked here: a tunnel that is left is over when its last stream is. */
  close(): void {
    this.#stream?.end();
    this.#settleAll();
  }

  #receive(bytes: Buffer): void {
    this.#stream?.consumed(bytes.length);
    const lines = this.#lines.push(bytes);
    for (const line of lines ?? []) this.#understand(line);
    // Nobody knows any more where a message begins.
    if (lines === null) this.#stream?.reset(rstCodes.REFUSED);
  }

  #understand(line: string): void {
    const json = parseJson(line);
    const message = relayControlSchema.safeParse(json);
    if (message.success && isAnswer(message.data)) {
      this.#settle(message.data.id, message.data);
      return;
    }
    if (message.success && message.data.type === "app.desired") {
      this.#onDesired(message.data);
      return;
    }
    // An error is an answer already: answering it in turn would never end.
    const isError = typeof json === "object" && json !== null && "error" in json;
    if (!isError) this.tell({ error: "unknown" });
    const error = controlErrorSchema.safeParse(json);
    if (error.success && error.data.id !== undefined) this.#settle(error.data.id, error.data);
  }

  #settle(id: string, answer: Answer | null): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.timer.cancel();
    asked?.settle(answer);
  }

  #settleAll(): void {
    for (const id of [...this.#asked.keys()]) this.#settle(id, null);
  }
}

function isAnswer(message: RelayControl): message is AppsDeclared | KeyRotated {
  return message.type === "apps.declared" || message.type === "key.rotated";
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
