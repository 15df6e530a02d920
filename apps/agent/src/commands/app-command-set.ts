import { type Command, Option } from "commander";
import { appLevels } from "../state/files.ts";
import { type AppLogsOptions, showAppLogs } from "./app-logs.ts";
import {
  type OperateOptions,
  startOrStopApp,
  type UninstallOptions,
  uninstallApp,
} from "./app-operations.ts";
import { listApps } from "./apps.ts";
import { addCommand, consoleAddress, count, type Run } from "./command-set.ts";
import { type InstallOptions, installApp } from "./install-app.ts";
import { type ListOptions, listAllApps, showApp } from "./show-apps.ts";
import type { Shutdown } from "./shutdown.ts";
import type { ConsoleOptions } from "./signed-in.ts";

const usualLines = 100;

/** The apps of all hosts, as the signed-in person sees and operates them. */
export function addConsoleAppCommands(program: Command, run: Run, shutdown: Shutdown): void {
  const apps = addCommand(program, "apps", "list the apps of this host, or operate any").action(
    run((ctx) => listApps(ctx)),
  );
  add(apps, "list", "list the apps of all hosts")
    .option("--host <host>", "only those of this host: its name or id")
    .action(run((ctx, options: ListOptions) => listAllApps(ctx, options)));
  add(apps, "info <name>", "show how an app is").action(
    run((ctx, name: string, options: ConsoleOptions) => showApp(ctx, name, options)),
  );
  add(apps, "install", "have a host install and run an app")
    .requiredOption("--file <file>", "its manifest, as JSON or YAML")
    .requiredOption("--host <host>", "the host that runs it: its name or id")
    .addOption(new Option("--level <level>", "who may pass").choices(appLevels).default("owner"))
    .option("--no-start", "only install it")
    .option("--no-wait", "return at once; it goes on")
    .action(run((ctx, options: InstallOptions) => installApp(ctx, options, shutdown)));
  add(apps, "start <name>", "start an app and wait until it runs")
    .option("--no-wait", "return at once; it goes on")
    .action(
      run((ctx, name: string, o: OperateOptions) =>
        startOrStopApp(ctx, { verb: "start", name }, o, shutdown),
      ),
    );
  add(apps, "stop <name>", "stop an app and wait until it has stopped")
    .option("--no-wait", "return at once; it goes on")
    .action(
      run((ctx, name: string, o: OperateOptions) =>
        startOrStopApp(ctx, { verb: "stop", name }, o, shutdown),
      ),
    );
  add(apps, "logs <name>", "show the last lines that an app has printed")
    .option("--lines <count>", "how many, 1000 at most", count, usualLines)
    .option("--operation", "what its last operation printed")
    .action(run((ctx, name: string, o: AppLogsOptions) => showAppLogs(ctx, name, o)));
  add(apps, "uninstall <name>", "remove an app from its host")
    .option("--delete-data", "delete what it has stored, for good")
    .option("--yes", "do not ask for its name")
    .option("--no-wait", "return at once; it goes on")
    .action(run((ctx, name: string, o: UninstallOptions) => uninstallApp(ctx, name, o, shutdown)));
}

function add(apps: Command, name: string, does: string): Command {
  return addCommand(apps, name, does)
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--org <organization>", "organization, when you are in several");
}
