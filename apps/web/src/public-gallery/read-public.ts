import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requestHeaders } from "../data/request.ts";
import type { Inputs, Outputs } from "../data/router-types.ts";
import { readHandle } from "../server/handle.ts";

type Public = Outputs["gallery"]["public"];

/** One question to this process, asked once a request: what a page says in its head and shows below is one answer. */
const askOnce = cache(async (name: string, input: string): Promise<unknown> => {
  const headers = await requestHeaders();
  const outcome = await readHandle().call(`gallery.public.${name}`, JSON.parse(input), headers);
  if (outcome.ok) return outcome.data;
  // What does not exist, what is hidden, and what nobody could mean: all the same to a stranger.
  if (outcome.failure.httpStatus === 404 || outcome.failure.httpStatus === 400) notFound();
  throw new Error(outcome.failure.message);
});

/** What a public page shows; what is not there, or may not be seen, is a 404 page. */
export async function readPublic<Name extends keyof Public>(
  name: Name,
  input: Inputs["gallery"]["public"][Name],
): Promise<Public[Name]> {
  // The procedure of that name answers in that shape.
  return (await askOnce(name, JSON.stringify(input))) as Public[Name];
}
