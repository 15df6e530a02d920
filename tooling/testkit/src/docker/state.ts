import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** One call of the command, as it came. */
export type DockerCall = {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  pid: number;
};

/** What the command does otherwise than usual when its arguments hold `when`. */
export type DockerFault = {
  when: string;
  /** Waits between reading the file and doing anything. */
  slowMs?: number;
  /** Does the same until this file is there. */
  untilFile?: string;
  /** Says this on standard error and fails, before it has done anything. */
  fail?: string;
  /** Ends as by a crash, half way through. */
  crash?: boolean;
  /** Kills the program that called it, before or after its work; the command itself goes on. */
  killCaller?: "before" | "after";
  /** How often; for ever when left out. */
  times?: number;
};

export type DockerBehaviour = {
  psFormat: "array" | "lines";
  faults: DockerFault[];
};

export type Container = {
  state: "created" | "running" | "exited";
  /** What its image says that it does: `exits:3`, `silent`, or anything else, which answers. */
  image: string;
  hostPort: number | null;
  pid: number | null;
};

export type Project = {
  /** How often its containers were made anew. */
  made: number;
  containers: Record<string, Container>;
};

/** The state of the command on disk. Every call is a process of its own, and reads and writes it whole. */
export class DockerState {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    for (const part of ["projects", "volumes", "logs"]) {
      mkdirSync(join(folder, part), { recursive: true });
    }
  }

  record(call: DockerCall): void {
    appendFileSync(join(this.folder, "calls.jsonl"), `${JSON.stringify(call)}\n`);
  }

  calls(): DockerCall[] {
    return readText(join(this.folder, "calls.jsonl"))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  get behaviour(): DockerBehaviour {
    const text = readText(join(this.folder, "behaviour.json"));
    return text === "" ? { psFormat: "array", faults: [] } : JSON.parse(text);
  }

  set behaviour(behaviour: DockerBehaviour) {
    write(join(this.folder, "behaviour.json"), behaviour);
  }

  projectFile(name: string): string {
    return join(this.folder, "projects", `${name}.json`);
  }

  project(name: string): Project | null {
    const text = readText(this.projectFile(name));
    return text === "" ? null : JSON.parse(text);
  }

  keep(name: string, project: Project): void {
    write(this.projectFile(name), project);
  }

  volumeFile(project: string): string {
    return join(this.folder, "volumes", project);
  }

  logFile(project: string, service: string): string {
    return join(this.folder, "logs", `${project}-${service}`);
  }
}

function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Renamed into place: another call may read it at any moment. */
function write(file: string, value: unknown): void {
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(value));
  renameSync(`${file}.${process.pid}`, file);
}
