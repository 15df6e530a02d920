import type { DesiredApp } from "@homeport/hosts";
import { expect, test } from "vitest";
import { createDesiredLine } from "./desired-line.ts";

function app(appId: string, generation: number): DesiredApp {
  return {
    ...{ hostId: "attic", appId, name: appId, generation, desired: "running", manifest: {} },
    ...{ kind: null, isIdle: false, deleteData: false },
  };
}

function open() {
  const sent: string[] = [];
  const stream = {
    closed: false,
    takes: true,
    write(bytes: Buffer) {
      const { appId, generation } = JSON.parse(bytes.toString());
      sent.push(`${appId} ${generation}`);
      return stream.takes;
    },
  };
  return { sent, stream, line: createDesiredLine(stream, 3) };
}

test("of each app the newest message waits for an agent that takes nothing", () => {
  const { sent, stream, line } = open();
  stream.takes = false;
  for (const one of [app("a", 1), app("b", 1), app("c", 1), app("b", 2)]) line.tell(one);
  expect(sent).toEqual(["a 1"]);
  stream.takes = true;
  line.drained();
  expect(sent).toEqual(["a 1", "c 1", "b 2"]);
});

test("what was read before something newer was told is passed over, and the same is said again", () => {
  const { sent, line } = open();
  for (const one of [app("a", 2), app("a", 1), app("a", 2)]) line.tell(one);
  expect(sent).toEqual(["a 2", "a 2"]);
});

test("nothing goes to a stream that is over", () => {
  const { sent, stream, line } = open();
  stream.closed = true;
  line.tell(app("a", 1));
  expect(sent).toEqual([]);
});
