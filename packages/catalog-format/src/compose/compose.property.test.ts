import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { findComposeProblems } from "./find-compose-problems.ts";
import { renderCompose } from "./render-compose.ts";

const runs = { numRuns: 1_000 };
const entry = { service: "web", port: 80 };
const find = (text: string) => findComposeProblems(text, { consents: [], entryService: "web" });

/** What no service may say without a consent: the key, and a value that asks for something. */
const wishes: readonly [string, unknown][] = [
  ["privileged", true],
  ["network_mode", "host"],
  ["pid", "host"],
  ["ipc", "container:other"],
  ["devices", ["/dev/sda"]],
  ["volumes", ["/:/host"]],
  ["volumes", [{ type: "bind", source: "/var/run/docker.sock", target: "/x" }]],
  ["ports", ["80:80"]],
  ["cap_add", ["SYS_ADMIN"]],
  ["security_opt", ["apparmor=unconfined"]],
  ["env_file", ["../../host.key"]],
  ["build", "."],
  ["extends", { file: "../other.yaml", service: "x" }],
  ["a_key_of_tomorrow", {}],
];

const wish = fc.constantFrom(...wishes);
const word = fc.constantFrom("web", "db", "image", "environment", "labels", "networks", "x-y", "a");
/** Values of any shape, in which the dangerous words turn up at any depth. */
const anything = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.constantFrom("host", "/:/x", "0.0.0.0", "service:web", "x"),
  ),
  node: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        word,
        wish.map(([key]) => key),
      ),
      tie("node"),
      { maxKeys: 3 },
    ),
  ),
})).node;

/** The ways in which a wish gets into a service: as it is, by an alias, by merges of merges. */
const hiding = fc.constantFrom<(key: string, value: string) => string>(
  (key, value) => `services: {web: {image: x, ${key}: ${value}}}`,
  (key, value) => `x-v: &v ${value}\nservices: {web: {image: x, ${key}: *v}}`,
  (key, value) => `x-m: &m {${key}: ${value}}\nservices: {web: {image: x, <<: *m}}`,
  (key, value) =>
    `x-m: &m {${key}: ${value}}\nx-n: &n {<<: *m}\nservices: {web: {<<: [*n], image: x}}`,
  (key, value) => `x-m: &m {db: {image: y, ${key}: ${value}}}\nservices: {web: {image: x}, <<: *m}`,
  (key, value) => `x-s: &s {web: {image: x, ${key}: ${value}}}\nservices: *s`,
  (key, value) => `x-s: &s {services: {web: {image: x, ${key}: ${value}}}}\n<<: *s`,
  (key, value) => `services: {web: {image: x}, db: {image: y, "${key}": ${value}}}`,
);

/** Reads what Docker is handed, by other means than the checks do. */
function asksForMore(text: string): boolean {
  const services: Record<string, unknown>[] = Object.values(parse(text).services);
  return services.some(
    (service) =>
      wishes.some(([key, value]) => JSON.stringify(service[key]) === JSON.stringify(value)) ||
      ["host", "container:other"].includes(String(service["network_mode"])) ||
      JSON.stringify([service["volumes"], service["devices"]]).includes('"/:') ||
      (service["privileged"] ?? false) !== false,
  );
}

describe("no file that is accepted asks for more than its own folder and ports", () => {
  it("however a wish is hidden in it", () => {
    fc.assert(
      fc.property(wish, hiding, ([key, value], hide) => {
        const text = hide(key, JSON.stringify(value));
        expect(find(text).map(({ path }) => path.split(/[.[]/)[2])).toContain(key);
      }),
      runs,
    );
  });

  it("whatever it is made of", () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.oneof(
            word,
            wish.map(([key]) => key),
          ),
          anything,
        ),
        (rest) => {
          const text = stringify({ services: { web: { ...rest, image: "x" } } });
          if (find(text).length > 0) return;
          accepted += 1;
          expect(asksForMore(renderCompose(text, entry).text)).toBe(false);
        },
      ),
      runs,
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it("control: the reading of what Docker is handed sees a wish that is there", () => {
    for (const [key, value] of wishes) {
      expect(asksForMore(stringify({ services: { web: { image: "x", [key]: value } } }))).toBe(
        true,
      );
    }
  });
});
