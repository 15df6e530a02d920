import { benchCase } from "../bench-case.ts";
import type { Contender } from "../contender.ts";
import type { Asked } from "../contenders/asked.ts";

type Measuring = Asked & { readonly measurement: string };

/** What programs say of themselves, by the CPU and the memory that Node counts for them. */
export function measured(
  name: string,
  title: string,
  contenders: readonly Contender<Measuring>[],
  options: { readonly once?: true } = {},
) {
  return benchCase({
    ...{ name, title, contenders, ...options },
    measure: (running, { seconds }) => running.ask(running.measurement, seconds),
  });
}
