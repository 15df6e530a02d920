import type { SourceFile } from "../checkout.ts";

/** Something that no file of a kind may hold, and what to write in its place. */
type Ban = { in: RegExp; but?: RegExp; pattern: RegExp; instead: string };

const product = /^(apps|packages)\/[^/]+\/src\/.*\.tsx?$/;
const tests = /\.test\.tsx?$|^tooling\/e2e\/.*\.spec\.ts$/;
const typescript = /\.(tsx?|mts)$/;

const bans: Ban[] = [
  {
    in: product,
    but: /\/(env|main)\.ts$|\.test\.tsx?$/,
    pattern: /process\.env\b/,
    instead: "only env.ts knows the environment: take the parsed value as an argument",
  },
  {
    in: tests,
    // The one test that shows that the environment plays no part has to put something there.
    but: /^packages\/platform\/src\/env\/parse\.test\.ts$/,
    pattern: /process\.env(\.\w+|\[[^\]]+\])?\s*=[^=]|delete process\.env|stubEnv/,
    instead: "tests pass records and leave the environment alone",
  },
  {
    in: tests,
    pattern: /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fixme|skipIf|runIf)\b/,
    instead: "a test runs; one that needs a program takes needs(tool)",
  },
  {
    in: tests,
    pattern: /\b(retry|retries):\s*[1-9{]/,
    instead: "a test that fails once has found something: no retries",
  },
  {
    in: tests,
    pattern:
      /(?<![.\w])sleep\(|timers\/promises|await new Promise[^\n]{0,60}setTimeout|waitForTimeout/,
    instead: "no sleeps: poll with waitFor, or open the race with a hook",
  },
  {
    in: product,
    but: /^apps\/agent\/src\/commands\//,
    pattern: /\bconsole\.(log|info|warn|error|debug)\b/,
    instead: "write through the log that the process was given",
  },
  {
    in: product,
    but: /\/src\/main\.ts$|^packages\/platform\/src\/lifecycle\/run-process\.ts$/,
    pattern: /\bprocess\.exit\(/,
    instead: "only main.ts ends a process",
  },
  {
    in: product,
    but: /^packages\/platform\/src\/secret\/seal\.ts$/,
    pattern: /\bcreateCipheriv\b/,
    instead: "seal with platform's seal and a declared column, so that a rotation finds the row",
  },
  {
    in: product,
    but: tests,
    pattern: /\.(keep|with)(Metadata|Exif|Xmp|Iptc)\(/,
    instead: "what a file tells of its photo goes into no other file",
  },
  {
    in: product,
    but: /^apps\/worker\/src\/gallery\/(decoder-child|child\/[^/]+)\.ts$|\.test\.tsx?$/,
    pattern: /\b(from|import\() ?"sharp"/,
    instead: "pixels are touched in a decoder's process, and nowhere else",
  },
  {
    in: product,
    but: /^packages\/db\/src\/migrate\//,
    pattern: /\bpg_(try_)?advisory_lock(_shared)?\b/,
    instead: "through a pool another connection may unlock: take pg_advisory_xact_lock, or a lease",
  },
  {
    in: product,
    pattern: /\/[/*] ?(?:v8|c8|istanbul) ignore/,
    instead: "nothing is left out of what tests have to run",
  },
  {
    in: typescript,
    pattern: /^export \* /m,
    instead: "name what the door exports",
  },
  {
    in: /^packages\/client\/src\/(?!.*\.test\.ts$)/,
    pattern: /^(?:import|export) (?!type\b)[^;]*from "@homeport\/(?!vaults\/core")/m,
    instead:
      "the client runs anywhere: of other packages it may import types, and the pure core of vaults",
  },
  {
    in: /^packages\/vaults\/src\/core\/(?!.*\.test\.ts$)/,
    pattern:
      /\bfrom "(?!\.)[^"]+"|\b(?:Buffer|crypto|globalThis|performance|process)\.|\bDate[.(]|\bMath\.random/,
    instead: "the core of vaults is pure: it imports nothing, and what it needs is passed in",
  },
];

const looseNames =
  /(^|\/)(utils?|helpers?|common|misc|manager)(\.\w+)*$|(^|\/)(utils?|helpers?|common|misc)\//;
const kebabCase = /^[a-z0-9[\]().@-]+$/;

/** Every banned line, as `path:line: what stands there: what to write`. */
export function findBanned(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    bans
      .filter((ban) => ban.in.test(file.path) && !ban.but?.test(file.path))
      .flatMap((ban) => findBan(file, ban)),
  );
}

function findBan({ path, text }: SourceFile, ban: Ban): string[] {
  const found = ban.pattern.exec(text);
  if (!found) return [];
  const line = text.slice(0, found.index).split("\n").length;
  return [`${path}:${line}: ${found[0].trim()}: ${ban.instead}`];
}

/** Source files whose name says nothing, or is not in kebab-case. */
export function findBadNames(paths: string[]): string[] {
  return paths
    .filter((path) => /^(apps|packages|tooling)\/.*\.(ts|tsx|lua|sql)$/.test(path))
    .flatMap((path) => {
      const bare = path.replace(/\.(ts|tsx|lua|sql)$/, "");
      if (looseNames.test(bare)) return [`${path}: name the one idea that is inside`];
      const name = bare.split("/").at(-1) ?? "";
      return kebabCase.test(name.replaceAll("_", "")) ? [] : [`${path}: names are in kebab-case`];
    });
}
