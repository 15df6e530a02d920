/** Where everything of one run is brought up, and ended in reverse. */
export interface Stage {
  readonly stack: AsyncDisposableStack;
  /** Where CPU profiles of the measured processes go; null for none. */
  readonly profileFolder: string | null;
}

/** What Node is told before the program: nothing, or to write a profile named after it. */
export function nodeArgs(stage: Stage, name: string): string[] {
  if (stage.profileFolder === null) return [];
  return [
    "--cpu-prof",
    `--cpu-prof-dir=${stage.profileFolder}`,
    `--cpu-prof-name=${name}.cpuprofile`,
  ];
}
