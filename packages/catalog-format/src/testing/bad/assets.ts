import { type BadTree, folder, icon, withFiles } from "./bad-tree.ts";

const svg = (inside: string, attributes = "") =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${attributes}>${inside}</svg>\n`;
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Pictures that are something else, or more than that. */
export const badAssets: readonly BadTree[] = [
  ...[
    svg("<script>alert(1)</script>"),
    svg('<script href="https://x.example/a.js"/>'),
    svg('<rect onclick="alert(1)"/>'),
    svg("", ' onload="alert(1)"'),
    svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
    svg('<image href="https://x.example/a.png"/>'),
    svg('<image href="data:image/png;base64,AAAA"/>'),
    svg('<use href="https://x.example/a.svg#b"/>'),
    svg('<use xmlns:l="http://www.w3.org/1999/xlink" l:href="other.svg#b"/>'),
    svg('<a href="javascript:alert(1)"><rect/></a>'),
    svg('<rect fill="url(https://x.example/a.svg#b)"/>'),
    svg("<rect style=\"fill:url( '//x.example/a' )\"/>"),
    svg("<style>@import url(https://x.example/a.css);</style>"),
    svg("<style><![CDATA[rect{fill:url(https://x.example/a)}]]></style>"),
    svg("<style>rect{fill:u\\72l(https://x.example/a)}</style>"),
    svg('<animate attributeName="href" to="javascript:alert(1)"/>'),
    svg('<set attributeName="onclick" to="alert(1)"/>'),
    svg('<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://x.example"/>'),
    svg('<handler xmlns="http://www.w3.org/2000/svg" type="text/javascript"/>'),
    `<!DOCTYPE svg [<!ENTITY x "y">]>${svg("&x;")}`,
    `<?xml version="1.0" encoding="UTF-7"?>${svg("")}`,
    `<?xml-stylesheet href="https://x.example/a.css"?>${svg("")}`,
    svg("<rect>"),
    `<html>${svg("")}</html>`,
    svg("<g>".repeat(200) + "</g>".repeat(200)),
    svg('<SCRIPT xmlns="http://www.w3.org/2000/svg">1</SCRIPT>'),
  ].map((text) => ({
    name: `an icon with ${text.replace(/^<svg[^>]*viewBox="0 0 8 8"/, "")}`,
    tree: withFiles({ [icon]: text }),
    path: icon,
    rule: "asset/svg-active" as const,
  })),
  ...(
    [
      ["more.png", "not a picture"],
      ["more.jpg", png],
      ["more.webp", "RIFF0000WAVE"],
      ["more.png", png],
      ["more.svg", "<html></html>"],
      ["more.svg", ""],
      ["more.svg", png],
      ["more.webp", "RIFF0000WEBPVP8?aaaaaaaaaaaaaaaaaaaaaaaa"],
      ["more.jpg", Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0])],
    ] as const
  ).map(([name, content], at) => ({
    name: `a ${name} that is none (${at})`,
    tree: withFiles({ [`${folder}/assets/${name}`]: content }),
    path: `${folder}/assets/${name}`,
    rule: "asset/type" as const,
  })),
];
