import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { appPortVariable } from "./ports.ts";
import { renderCompose } from "./render-compose.ts";

const render = (text: string) => renderCompose(text, { service: "web", port: 8_080 });

describe("a compose file as it goes to Docker", () => {
  it("publishes the entry's port on loopback, where the file leaves that out", () => {
    const own = `127.0.0.1:${appPortVariable}:8080`;
    const cases: [string, string[]][] = [
      ["services: {web: {image: x}}", [own]],
      ["services: {web: {image: x, ports: ['127.0.0.1:9:9']}}", ["127.0.0.1:9:9", own]],
      [`services: {web: {image: x, ports: ['${own}']}}`, [own]],
    ];
    for (const [text, ports] of cases)
      expect(parse(render(text).text).services.web.ports).toEqual(ports);
    const long = { target: 8_080, published: appPortVariable, host_ip: "127.0.0.1" };
    const kept = render(JSON.stringify({ services: { web: { image: "x", ports: [long] } } }));
    expect(parse(kept.text).services.web.ports).toEqual([long]);
    const onHost = render("services: {web: {image: x, network_mode: host}}");
    expect(parse(onHost.text).services.web.ports).toBeUndefined();
  });

  it("has no anchor, merge, comment or bare word left, and nothing that belongs to nobody", () => {
    const { text } = render(`
x-all: &all {restart: always} # a comment
services:
  web: {<<: *all, image: x, environment: {A: yes, B: 010, C: 1e3, D: "a\\u2028b", E: "t\\tn\\n"}}
  db: {<<: *all, image: y}
`);
    expect(text).not.toMatch(/[&*#]|<<|x-all|\u2028/);
    expect(text).toContain('"restart": "always"');
    expect(parse(text).services.web.environment).toEqual({
      ...{ A: "yes", B: 10, C: 1_000, D: "a\u2028b", E: "t\tn\n" },
    });
    expect(parse(text, { version: "1.1" })).toEqual(parse(text));
  });

  it("comes with the places of the app's folder that it mounts", () => {
    const { places } = render(
      "services: {web: {image: x, volumes: ['./a/b/:/a', data:/d, './c:/c', './c:/e']}}\nsecrets: {k: {file: ./k}}",
    );
    expect(places).toEqual(["a/b", "c", "k"]);
  });

  it("is made of a file that was checked, of no other", () => {
    expect(() => render("services: {db: {image: x}}")).toThrow("is checked before");
  });
});
