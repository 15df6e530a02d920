/** What is asked of every contender. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly connections: number;
}

export const benchCases: readonly BenchCase[] = [
  { name: "requests", title: "1 KiB answers, 64 connections", bytes: 1_024, connections: 64 },
  { name: "downloads", title: "4 MiB answers, 8 connections", bytes: 4_194_304, connections: 8 },
];
