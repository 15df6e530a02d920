import { once } from "node:events";
import { z } from "zod";
import type { Figures } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import type { OwnProgram } from "../program.ts";

/** A program that measures itself when it is asked to. */
export interface Asked extends Running {
  ask(name: string, seconds: number): Promise<Figures>;
}

const answerSchema = z.union([
  z.object({ figures: z.record(z.string(), z.number()) }),
  z.object({ failed: z.string() }),
]);

/** One measurement of a program, which other contenders may share. */
export function asked(name: string, measurement: string, start: () => Promise<OwnProgram>) {
  return contender<Asked & { measurement: string }>(name, async () => {
    const program = await start();
    const running = { port: 0, host: "", headers: {}, programs: [program] };
    return { ...running, measurement, ask: (what, seconds) => askProgram(program, what, seconds) };
  });
}

/** Rejects with what the program says of a failure, or when it ends. */
export async function askProgram(
  { child, role }: OwnProgram,
  name: string,
  seconds: number,
): Promise<Figures> {
  const done = new AbortController();
  const { signal } = done;
  const exited = once(child, "exit", { signal }).then(() => {
    throw new Error(`${role} ended`);
  });
  exited.catch(() => undefined);
  const answered = once(child, "message", { signal });
  answered.catch(() => undefined);
  child.send({ name, seconds });
  const [message] = await Promise.race([answered, exited]).finally(() => done.abort());
  const answer = answerSchema.parse(message);
  if ("failed" in answer) throw new Error(answer.failed);
  return answer.figures;
}
