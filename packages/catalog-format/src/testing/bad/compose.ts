import type { Rule } from "../../rules/problem.ts";
import { type BadTree, composeFile, withFiles, withMore, withText } from "./bad-tree.ts";

const of = (rule: Rule, trees: readonly (readonly [string, BadTree["tree"]])[]): BadTree[] =>
  trees.map(([name, tree]) => ({
    name: `a template with ${name}`,
    tree,
    path: composeFile,
    rule,
  }));
/** The one service with one more line. */
const line = (more: string) => [more, withMore(composeFile, `    ${more}`)] as const;
const whole = (text: string) => [text, withFiles({ [composeFile]: text })] as const;
const port = (text: string) =>
  [text, withText(composeFile, `"127.0.0.1:\${HOMEPORT_PORT_WEB}:8080"`, text)] as const;
const mount = (text: string) =>
  [text, withText(composeFile, `\${HOMEPORT_APP_DATA}/notes:/data`, text)] as const;
const image = (text: string) =>
  [text, withText(composeFile, `\${HOMEPORT_IMAGE_NOTES}`, text)] as const;
const title = (text: string) => [text, withText(composeFile, `"\${NOTES_TITLE}"`, text)] as const;

/** What a template may not say. */
export const badTemplates: readonly BadTree[] = [
  ...of("compose/syntax", [
    whole(""),
    whole("- a list\n"),
    whole("services: {a: 1, a: 2}\n"),
    whole("services: [unclosed\n"),
    whole(`a: &a [x]\nb: [${Array.from({ length: 101 }, () => "*a").join(", ")}]\n`),
    whole(`a: ${"[".repeat(30)}${"]".repeat(30)}\n`),
    whole("services: !!js/function 'x'\n"),
    whole("a: \u0007\n"),
  ]),
  ...of("compose/variable", [
    image("example/notes:1.0.0"),
    image(`\${HOMEPORT_IMAGE_OTHER}`),
    title(`"\${UNDECLARED}"`),
    title(`"\${NOTES_TITLE:-x}"`),
    title(`"\${NOTES_TITLE:?x}"`),
    title(`"$NOTES_TITLE"`),
    title(`"\${HOMEPORT_SECRET}"`),
    title(`"\${PATH}"`),
    title(`"a $ b"`),
    title(`"\${}"`),
    title(`"\${NOTES_TITLE\${HOMEPORT_TZ}}"`),
    line(`labels: {"\${NOTES_TITLE}": x}`),
  ]),
  ...of("compose/forbidden", [
    line("build: ."),
    line("extends: {file: x.yml, service: y}"),
    line("env_file: .env"),
    line("container_name: notes"),
    line("a_key_of_tomorrow: 1"),
    line("volumes_from: ['container:x']"),
    line("network_mode: 'container:other'"),
    port('"80:8080"'),
    port('"8080"'),
    port(`"\${HOMEPORT_PORT_WEB}:8080"`),
    port(`"127.0.0.1:8080:8080"`),
    port(`"127.0.0.1:\${HOMEPORT_PORT_WEB}:8081"`),
    port(`"127.0.0.1:\${HOMEPORT_PORT_SYNC}:8080"`),
    port(`"127.0.0.1:\${HOMEPORT_PORT_WEB}:8080/udp"`),
    port('"9000-9001:9000-9001"'),
    port("{target: 8080, published: 80}"),
    mount("./notes:/data"),
    mount("../notes:/data"),
    mount("~/notes:/data"),
    mount(`\${HOMEPORT_APP_DATA}/../x:/data`),
    mount(`\${HOMEPORT_APP_DATA}x:/data`),
    mount(`{type: bind, source: ./x, target: /data}`),
    ["an include", withMore(composeFile, "include: [other.yml]")],
    ["a config of the host", withMore(composeFile, "configs: {a: {file: ./a}}")],
    ["a secret of the host", withMore(composeFile, "secrets: {a: {file: ./a}}")],
    ["an external network", withMore(composeFile, "networks: {a: {external: true}}")],
    ["an external volume", withMore(composeFile, "volumes: {a: {external: true}}")],
    ["a network by name", withMore(composeFile, "networks: {a: {name: shared}}")],
  ]),
  ...of("compose/permission", [
    line("privileged: true"),
    line("network_mode: host"),
    line("pid: host"),
    line("ipc: host"),
    line("cap_add: [SYS_ADMIN]"),
    line("cap_add: [NET_ADMIN]"),
    line("devices: [/dev/ttyUSB0]"),
    line("devices: [/dev/dri]"),
    line("security_opt: ['seccomp:unconfined']"),
    mount("/var/run/docker.sock:/var/run/docker.sock"),
    mount("/etc:/data"),
    mount("/:/host"),
    port('"9000:9000"'),
    port(`"\${HOMEPORT_PORT_SYNC}:9000"`),
  ]),
  ...of("compose/service", [
    whole("services: {}\n"),
    [
      "services that share a variable",
      withMore(
        composeFile,
        `  a-b: {image: "\${HOMEPORT_IMAGE_A_B}"}\n  a_b: {image: "\${HOMEPORT_IMAGE_A_B}"}`,
      ),
    ],
  ]),
];
