import { z } from "zod";
import { httpFailure, ReadFailure } from "./failure.ts";

/** More than a full batch of heads, or of logs of one poll, ever takes. */
const maxAnswerBytes = 4 * 1024 ** 2;

/** What is asked and what is answered bear the same ids. */
const numbered = z.array(z.looseObject({ id: z.number() }));

/**
 * One request to an endpoint, as `fetch`: bounded, not redirected, and whole; else it throws ReadFailure. A batch is answered in any order, and a batch
 * with an answer too few would give each of the others to the wrong asker, so one that does not match is none.
 */
export async function fetchBatch(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: "error" });
  if (!response.ok) {
    await response.body?.cancel();
    throw httpFailure(response);
  }
  const text = await readText(response);
  if (!isWhole(String(init.body), text)) throw new ReadFailure("malformed");
  return new Response(text, { headers: { "content-type": "application/json" } });
}

function isWhole(asked: string, heard: string): boolean {
  const given = numbered.safeParse(readJson(asked)).data;
  if (given === undefined) return true;
  const told = numbered.safeParse(readJson(heard)).data;
  if (told === undefined || told.length !== given.length) return false;
  const ids = new Set(told.map(({ id }) => id));
  return given.every(({ id }) => ids.has(id));
}

async function readText({ body }: Response): Promise<string> {
  if (body === null) return "";
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > maxAnswerBytes) throw new ReadFailure("malformed");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
