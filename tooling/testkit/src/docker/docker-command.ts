import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledBefore } from "../compiled-before.ts";
import {
  type DockerBehaviour,
  type DockerCall,
  type DockerFault,
  DockerState,
  type Project,
} from "./state.ts";

/** A `docker` of a test's own, whose containers are processes that really listen. `await using` ends all of them. */
export type DockerCommand = {
  /** A PATH on which it is found before any other. */
  path: string;
  /** Every call up to now, oldest first. */
  calls(): DockerCall[];
  /** The commands up to now, without the project and its file: `up -d --remove-orphans`. */
  commands(): string[];
  project(name: string): Project | null;
  hasVolumes(project: string): boolean;
  /** How `ps` prints: one array, or one object a line. */
  printPs(format: DockerBehaviour["psFormat"]): void;
  /** Has it do something otherwise than usual, whenever its arguments hold `when`; in place of what was told before. */
  fault(...faults: DockerFault[]): void;
  /** Ends a container as if its program had ended. */
  endContainer(project: string, service: string): void;
  [Symbol.asyncDispose](): Promise<void>;
};

const program = fileURLToPath(new URL("docker-program.ts", import.meta.url));

export function createDockerCommand(): DockerCommand {
  const root = mkdtempSync(join(tmpdir(), "homeport-docker-"));
  const bin = join(root, "bin");
  mkdirSync(bin);
  const quoted = (word: string) => `'${word}'`;
  const words = [process.execPath, program, root].map(quoted).join(" ");
  const exports = Object.entries(compiledBefore()).map(
    ([name, value]) => `export ${name}=${quoted(value)}\n`,
  );
  const script = ["#!/bin/sh\n", ...exports, `exec ${words} "$@"\n`].join("");
  writeFileSync(join(bin, "docker"), script, { mode: 0o755 });
  const state = new DockerState(root);

  function endAll(): void {
    for (const file of readdirSync(join(root, "projects"))) {
      const project = file.endsWith(".json") ? state.project(file.slice(0, -".json".length)) : null;
      for (const { pid } of Object.values(project?.containers ?? {})) kill(pid);
    }
  }

  return {
    path: [bin, process.env["PATH"] ?? ""].join(delimiter),
    calls: () => state.calls(),
    commands: () => state.calls().map(({ argv }) => argv.slice(argv[1] === "-p" ? 5 : 1).join(" ")),
    project: (name) => state.project(name),
    hasVolumes: (name) => existsSync(state.volumeFile(name)),
    printPs(psFormat) {
      state.behaviour = { ...state.behaviour, psFormat };
    },
    fault(...faults) {
      state.behaviour = { ...state.behaviour, faults };
    },
    endContainer: (name, service) => kill(state.project(name)?.containers[service]?.pid ?? null),
    async [Symbol.asyncDispose]() {
      endAll();
      // What a command that is still running starts ends by itself, since its folder is gone.
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function kill(pid: number | null): void {
  try {
    if (pid !== null) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
