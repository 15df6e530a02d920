import { waitFor } from "@homeport/testkit";
import type { Mux, MuxStream } from "@homeport/tunnel";

export interface ControlLine {
  readonly stream: MuxStream;
  readonly lines: Record<string, unknown>[];
  ended: string;
  send(message: unknown): void;
  answer(): Promise<Record<string, unknown>>;
}

/** A control stream as an agent opens it. */
export function openControl(
  mux: Mux,
  onMessage: (message: Record<string, unknown>) => void = () => {},
): ControlLine {
  const line = { lines: [] as Record<string, unknown>[], ended: "" };
  let text = "";
  let taken = 0;
  const stream = mux.open(
    {
      kind: "control",
      hops: 0,
      hostId: "",
      appId: "",
      target: "",
      visitorAddress: "",
      requestId: "",
    },
    {
      onData(bytes) {
        text += bytes.toString();
        stream.consumed(bytes.length);
        const complete = text.split("\n");
        text = complete.pop() ?? "";
        for (const one of complete) {
          line.lines.push(JSON.parse(one));
          onMessage(JSON.parse(one));
        }
      },
      onEnd: () => undefined,
      onClose(end) {
        line.ended = end.kind === "reset" ? `reset ${end.code}` : end.kind;
      },
    },
  ) as MuxStream;
  return Object.assign(line, {
    stream,
    send: (message: unknown) => void stream.write(Buffer.from(`${JSON.stringify(message)}\n`)),
    answer: async () => {
      const answer = await waitFor(() => line.lines[taken], { deadlineMs: 3_000 });
      taken += 1;
      return answer;
    },
  });
}
