import type { Keeper } from "@homeport/services";

/** Where the programs of a run are brought up, and ended in reverse. */
export interface ProgramStage {
  readonly stack: AsyncDisposableStack;
  /** Where CPU profiles of the measured processes go; null for none. */
  readonly profileFolder: string | null;
}

/** Programs of our own end with the bench; for all others somebody has to look after them. */
export interface Stage extends ProgramStage {
  readonly keeper: Keeper;
}

/** What Node is told before the program: nothing, or to write a profile named after it. */
export function nodeArgs(stage: ProgramStage, name: string): string[] {
  if (stage.profileFolder === null) return [];
  return [
    "--cpu-prof",
    `--cpu-prof-dir=${stage.profileFolder}`,
    `--cpu-prof-name=${name}.cpuprofile`,
  ];
}
