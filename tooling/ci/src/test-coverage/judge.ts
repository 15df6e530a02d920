import type { FileCoverage } from "./report.ts";

/** The packages that everything rests on, and the share of their lines and of their branches that tests have to run. */
export const foundations = ["coordination", "db", "jobs", "platform"] as const;
const leastShare = 0.9;
/** The whole may fall by so much below what is committed. */
const mostFall = 0.005;

/** One demand, and what there is. */
export interface Verdict {
  readonly demand: string;
  readonly isMet: boolean;
  readonly found: string;
  /** Where to look, when it is not met. */
  readonly places: readonly string[];
}

export interface CoverageFacts {
  readonly files: readonly FileCoverage[];
  readonly changed: ReadonlyMap<string, ReadonlySet<number>>;
  /** The share of all lines that is committed, from 0 to 1; null where none is yet. */
  readonly committed: number | null;
  /** Whether all tests ran, so that the whole can be judged. */
  readonly isWhole: boolean;
  /** Those of the foundations that were tested. */
  readonly packages: readonly string[];
}

/** Judges by the three demands: each foundation, the lines that changed, and the whole. */
export function judgeCoverage(facts: CoverageFacts): Verdict[] {
  const { files, changed, committed, isWhole, packages } = facts;
  return [
    ...packages.flatMap((name) => judgePackage(name, files)),
    judgeChanged(files, changed),
    ...(isWhole ? [judgeWhole(files, committed)] : []),
  ];
}

function judgePackage(name: string, files: readonly FileCoverage[]): Verdict[] {
  const own = files.filter(({ path }) => path.startsWith(`packages/${name}/src/`));
  const lines = shareOfLines(own);
  const branches = shareOf(own.flatMap((file) => file.branches.map(({ isCovered }) => isCovered)));
  return [
    {
      demand: `packages/${name}: at least ${percent(leastShare)} of its lines`,
      ...{ isMet: lines >= leastShare, found: percent(lines) },
      places: own.flatMap((file) => placesOf(file.path, missedLines(file))),
    },
    {
      demand: `packages/${name}: at least ${percent(leastShare)} of its branches`,
      ...{ isMet: branches >= leastShare, found: percent(branches) },
      places: own.flatMap((file) => placesOf(file.path, missedBranches(file))),
    },
  ];
}

function judgeChanged(
  files: readonly FileCoverage[],
  changed: ReadonlyMap<string, ReadonlySet<number>>,
): Verdict {
  const touched = files.map((file) => {
    const lines = [...file.lines].filter(([line]) => changed.get(file.path)?.has(line));
    return { ...file, lines: new Map(lines) };
  });
  const share = shareOfLines(touched);
  return {
    demand: `changed lines: at least ${percent(leastShare)}`,
    ...{ isMet: share >= leastShare, found: percent(share) },
    places: touched.flatMap((file) => placesOf(file.path, missedLines(file))),
  };
}

function judgeWhole(files: readonly FileCoverage[], committed: number | null): Verdict {
  const share = shareOfLines(files);
  if (committed === null) {
    const demand = "all lines: a committed figure, which --write makes";
    return { demand, isMet: false, found: `none; they are ${percent(share)}`, places: [] };
  }
  return {
    demand: `all lines: at most ${percent(mostFall)} below ${percent(committed)}`,
    ...{ isMet: share >= committed - mostFall, found: percent(share), places: [] },
  };
}

/** From 0 to 1; of nothing all of it. */
export function shareOfLines(files: readonly FileCoverage[]): number {
  return shareOf(files.flatMap(({ lines }) => [...lines.values()]));
}

function shareOf(all: readonly boolean[]): number {
  return all.length === 0 ? 1 : all.filter(Boolean).length / all.length;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function missedLines({ lines }: FileCoverage): number[] {
  return [...lines].filter(([, ran]) => !ran).map(([line]) => line);
}

function missedBranches({ branches }: FileCoverage): number[] {
  return branches.filter(({ isCovered }) => !isCovered).map(({ line }) => line);
}

function placesOf(path: string, lines: readonly number[]): string[] {
  const sorted = [...new Set(lines)].sort((one, other) => one - other);
  return sorted.length === 0 ? [] : [`${path}:${sorted.join(",")}`];
}
