import { type BenchCase, benchCase, type Figures, type Tools } from "../bench-case.ts";
import { contender, type Running } from "../contender.ts";
import type { Site } from "../site.ts";
import { type LiveCatalog, openLiveCatalog } from "./live-catalog.ts";
import { measureAnswers } from "./measure-answers.ts";
import { measurePushes } from "./measure-pushes.ts";
import { measureReloads } from "./measure-reloads.ts";
import { measureSaves } from "./measure-saves.ts";

type Measure<Part extends string> = (
  live: LiveCatalog,
  tools: Tools,
) => Promise<Record<Part, Figures>>;

/** What is measured of a whole catalog with its replicas: ours and the control by turns, so that both have the same machine. */
export function liveCases(site: Site): readonly BenchCase[] {
  let opened: Promise<LiveCatalog> | undefined;
  const open = () => {
    opened ??= openLiveCatalog(site);
    return opened;
  };
  return [
    byTurns("push", "200 pushes, from the webhook to all of three replicas, 10,000 apps", {
      ...{ open, parts: ["push", "fetch"], measure: measurePushes },
    }),
    byTurns("reloads", "answers of one replica, 4 connections, a push each second", {
      ...{ open, parts: ["changing", "still"], measure: measureReloads },
    }),
    byTurns("saves", "200 saves at once through two replicas", {
      ...{ open, parts: ["saves", "pushes"], measure: measureSaves },
    }),
    byTurns("answers", "a reload of what is served, and one without the secret", {
      ...{ open, parts: ["loaded", "refused"], measure: measureAnswers },
    }),
  ];
}

/** One measurement of which each contender is a part. */
function byTurns<Part extends string>(
  name: string,
  title: string,
  plan: {
    readonly open: () => Promise<LiveCatalog>;
    readonly parts: readonly Part[];
    readonly measure: Measure<Part>;
  },
): BenchCase {
  let measured: Promise<Record<Part, Figures>> | undefined;
  return benchCase({
    ...{ name, title, once: true },
    contenders: plan.parts.map((part) => contender(part, async () => ({ ...nobody, part }))),
    async measure({ part }, tools) {
      measured ??= plan.open().then((live) => plan.measure(live, tools));
      return (await measured)[part];
    },
  });
}

/** Nobody's CPU is counted, and no load has an address: each measurement has its own. */
const nobody: Running = { port: 0, host: "", headers: {}, programs: [] };
