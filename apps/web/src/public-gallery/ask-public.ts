import type { Inputs, Outputs } from "../data/router-types.ts";
import { mounts } from "../paths.ts";

type Asked = keyof Outputs["gallery"]["public"];

const answerWithinMs = 20_000;

/**
 * Asks for more of a public gallery. One plain request a question: pages for strangers carry nothing of the console, its
 * client included. Rejects when there is no answer, or a refusal.
 */
export async function askPublic<Name extends Asked>(
  name: Name,
  input: Inputs["gallery"]["public"][Name],
): Promise<Outputs["gallery"]["public"][Name]> {
  const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
  const answer = await fetch(`${mounts.trpc}/gallery.public.${name}?${query}`, {
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!answer.ok) throw new Error(`The gallery answered ${answer.status}`);
  const body: { result: { data: { json: Outputs["gallery"]["public"][Name] } } } =
    await answer.json();
  return body.result.data.json;
}
