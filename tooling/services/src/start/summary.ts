import type { RunFile } from "./run-file.ts";

/** What a person needs to know once everything is up: where to go, and how to sign in. */
export function summarize(run: RunFile, logs: string, tookMs: number): string {
  const lines = [
    "",
    `  Up after ${(tookMs / 1_000).toFixed(1)} s.`,
    "",
    `  Console    ${run.webUrl}`,
    ...(run.admin ? [`  Sign in    ${run.admin.email}`, `  Password   ${run.admin.password}`] : []),
    ...(run.demo ? [`  Demo app   ${run.demo.appUrl}`] : []),
    `  Apps       one-label addresses under ${run.appsUrl}`,
    "",
    `  Logs are in ${logs}. Ctrl-C ends everything.`,
    "",
  ];
  return `${lines.join("\n")}\n`;
}
