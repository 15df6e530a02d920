import { asked } from "../contenders/asked.ts";
import { startProgram } from "../program.ts";
import { shared } from "../shared.ts";
import type { Site } from "../site.ts";
import { measured } from "./measured.ts";

const entries = 100_000;
/** All records are written into git before anything is measured. */
const readyWithinMs = 120_000;

/** One commit of one record in a data repository, as its records lie and as they might. */
export function catalogLayoutCase({ stage }: Site) {
  const start = shared(() =>
    startProgram(stage, "catalog-layout", "catalog-layout.ts", [entries], { readyWithinMs }),
  );
  const contenders = ["sharded", "flat"].map((layout) => asked(layout, layout, start));
  const title = "one commit among 100,000 records, in folders of two letters and in one";
  return measured("layout", title, contenders, { once: true });
}
