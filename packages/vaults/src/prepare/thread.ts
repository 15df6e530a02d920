import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { type PreparedDelta, prepareCreation, prepareDelta, Refusal } from "../core/index.ts";
import type { PrepareAnswer, PrepareTask } from "./messages.ts";

/** Nothing is verified here, so hashing is all the arithmetic that it takes. */
const hasher: Parameters<typeof prepareDelta>[0] = {
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
};

/** The whole of a thread: it makes what it is asked for, one after the other, until it is ended. */
export function servePreparing(): void {
  const port = parentPort;
  if (port === null) throw new Error("this runs in a thread of a program, not by itself");
  port.on("message", (task: PrepareTask) => port.postMessage(answerTo(task)));
}

function answerTo(task: PrepareTask): PrepareAnswer {
  try {
    return { prepared: make(task) };
  } catch (error) {
    if (!(error instanceof Refusal)) return { failed: String(error) };
    return { refused: { code: error.code, details: error.details } };
  }
}

function make(task: PrepareTask): PreparedDelta {
  switch (task.what) {
    case "delta":
      return prepareDelta(hasher, task.from, task.sent, task.maxBytes);
    case "creation":
      return prepareCreation(hasher, task.vault, task.maxBytes);
  }
}
