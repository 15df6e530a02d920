import { newToken, type Random } from "@homeport/platform";
import type { AgentConfig } from "./config/config.ts";
import type { ExposeAnswer } from "./local/messages.ts";
import type { DeclaredApp, StateFiles } from "./state/files.ts";
import { canonicalTarget } from "./target/target.ts";
import type { ControlLine } from "./tunnel/control-line.ts";

/** An app of this host, where it was declared, and why the console does not have it, if so. */
export interface KnownApp extends DeclaredApp {
  readonly from: "command" | "file";
  readonly problem: string | null;
}

type Line = Pick<ControlLine, "declare">;
type ConfiguredApp = AgentConfig["apps"][number];

/**
 * The apps that this host declares: those of `homeport expose`, kept in `apps.json`, and those of
 * the configuration file, which win where both name one. Their targets are what streams may reach.
 */
export class DeclaredApps {
  readonly #files: StateFiles;
  readonly #random: Random;
  #kept: readonly DeclaredApp[] = [];
  #configured: readonly KnownApp[] = [];
  readonly #undeclared = new Set<string>();

  constructor(files: StateFiles, random: Random) {
    this.#files = files;
    this.#random = random;
  }

  /**
   * Reads `apps.json` again; another agent of this folder may have written it. Answers where a damaged
   * one was set aside.
   */
  async load(): Promise<string | null> {
    const { value, setAside } = await this.#files.apps.readOrSetAside();
    this.#kept = value?.apps ?? [];
    return setAside;
  }

  list(): readonly KnownApp[] {
    const names = new Set(this.#configured.map(({ name }) => name));
    const kept = this.#kept.filter(({ name }) => !names.has(name));
    return [
      ...kept.map((app) => ({ ...app, from: "command" as const, problem: null })),
      ...this.#configured,
    ];
  }

  /** Keeps an app whose target is permitted from now on. */
  async keep(app: DeclaredApp): Promise<void> {
    await this.#write([...this.#kept.filter(({ name }) => name !== app.name), app]);
  }

  /** Answers whether the app was one of the command's; its target is not permitted any more. */
  async forget(name: string): Promise<boolean> {
    const left = this.#kept.filter((app) => app.name !== name);
    if (left.length === this.#kept.length) return false;
    await this.#write(left);
    return true;
  }

  /** Takes the apps of a configuration; those that are new or changed are declared at the next line. */
  configure(apps: readonly ConfiguredApp[]): void {
    const before = new Map(this.#configured.map((app) => [app.name, app]));
    this.#configured = apps.map((app) => {
      const target = canonicalTarget(app.target);
      const known = before.get(app.name);
      const isSame = known?.target === target && known.level === app.level;
      if (known !== undefined && isSame && known.protocol === app.protocol) return known;
      this.#undeclared.add(app.name);
      return { ...app, target, from: "file", problem: null };
    });
  }

  /** Declares what the configuration names and no relay has heard of yet. */
  async declareConfigured(line: Line): Promise<void> {
    const apps = this.#configured.filter(({ name }) => this.#undeclared.has(name));
    for (const { name } of apps) this.#undeclared.delete(name);
    for (const app of apps) {
      const answer = await this.#declare(line, app);
      if (answer === null) this.#undeclared.add(app.name);
      else this.#noteAnswer(app, answer);
    }
  }

  /** Declares an app of the command and keeps it; null when the tunnel ended before an answer. */
  async expose(line: Line, app: DeclaredApp): Promise<ExposeAnswer | null> {
    const answer = await this.#declare(line, app);
    if (answer?.outcome === "exposed") await this.keep(answer.app);
    return answer;
  }

  #noteAnswer(asked: KnownApp, answer: ExposeAnswer): void {
    this.#configured = this.#configured.map((app) => {
      if (app !== asked) return app;
      return answer.outcome === "exposed"
        ? { ...app, address: answer.app.address, problem: null }
        : { ...app, problem: `${answer.code}: ${answer.message}` };
    });
  }

  async #declare(line: Line, app: DeclaredApp): Promise<ExposeAnswer | null> {
    const { name, target, level, protocol } = app;
    const id = newToken(this.#random, 9);
    const apps = [{ name, target, level, protocol }];
    const declared = await line.declare({ type: "apps.declare", id, apps });
    const outcome = declared?.apps[0];
    if (outcome === undefined) return null;
    if ("error" in outcome) return { outcome: "refused", ...outcome.error };
    return { outcome: "exposed", app: { name, target, level, protocol, address: outcome.url } };
  }

  async #write(apps: readonly DeclaredApp[]): Promise<void> {
    this.#kept = apps;
    await this.#files.apps.write({ apps: [...apps] });
  }
}
