/** What a machine says of itself when it registers. */
export interface MachineFacts {
  os: string;
  arch: string;
  cpuCount: number;
  memoryBytes: number;
}

/** What an agent says of its machine when it registers. */
export interface MachineReport {
  readonly machineId: string;
  readonly facts: MachineFacts;
  readonly agentVersion: string;
}
