import { expect, test } from "vitest";
import { createTurnStream } from "./turn-stream.ts";

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function gathering() {
  const writes: string[] = [];
  const stream = createTurnStream({ write: (text) => void writes.push(text) });
  return { writes, stream };
}

test("lines of one turn leave in one write, in order, when the turn ends", async () => {
  const { writes, stream } = gathering();
  stream.write("a\n");
  stream.write("b\n");
  expect(writes).toEqual([]);
  await nextTurn();
  expect(writes).toEqual(["a\nb\n"]);
  stream.write("c\n");
  await nextTurn();
  expect(writes).toEqual(["a\nb\n", "c\n"]);
});

test("a flush writes what was gathered, and nothing twice", async () => {
  const { writes, stream } = gathering();
  stream.write("a\n");
  stream.flush();
  expect(writes).toEqual(["a\n"]);
  stream.flush();
  await nextTurn();
  expect(writes).toEqual(["a\n"]);
});

test("no more than 64 KiB are gathered", () => {
  const { writes, stream } = gathering();
  const line = `${"x".repeat(1023)}\n`;
  for (let at = 0; at < 65; at += 1) stream.write(line);
  expect(writes.map((text) => text.length)).toEqual([65 * 1024]);
});
