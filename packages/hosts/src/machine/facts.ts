/** What a machine says of itself when it registers. */
export interface MachineFacts {
  os: string;
  arch: string;
  cpuCount: number;
  memoryBytes: number;
}
