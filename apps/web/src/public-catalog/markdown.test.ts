import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";

const sha256 = "a".repeat(64);
const asset = {
  ...{ name: "board.png", oid: "1", sizeBytes: 9, sha256 },
  ...{ mediaType: "image/png", width: 40, height: 30 },
};
const draw = (text: string) =>
  renderToStaticMarkup(createElement(Markdown, { text, assets: [asset] })).slice(
    '<div class="entry-prose">'.length,
    -"</div>".length,
  );

test("HTML in a text stays out", () => {
  const drawn = draw("before <script>alert(1)</script> <b onclick=x>bold</b>\n\n<iframe src=x>");
  expect(drawn).not.toMatch(/<(script|b|iframe)|onclick/);
  expect(drawn).toContain("before");
});

test.each(["javascript:alert(1)", "data:text/html,x", "/settings", "//evil.example", "vbscript:x"])(
  "a link to %s is text alone",
  (address) => expect(draw(`[press](${address})`)).toBe("<p>press</p>"),
);

test.each(["https://example.org/", "http://example.org/", "mailto:a@example.org"])(
  "a link to %s vouches for nothing",
  (address) =>
    expect(draw(`[press](${address})`)).toBe(
      `<p><a href="${address}" rel="nofollow noopener noreferrer">press</a></p>`,
    ),
);

test("the entry's own picture is shown, and any other one becomes a link", () => {
  expect(draw("![A board](assets/board.png)")).toContain(
    `<img src="/catalog/assets/${sha256}.png" alt="A board"`,
  );
  const foreign = draw("![A pixel](https://evil.example/pixel.png)");
  expect(foreign).not.toContain("<img");
  expect(foreign).toContain('href="https://evil.example/pixel.png"');
  expect(draw("![A pixel](data:image/png;base64,AA)")).toBe("<p>A pixel</p>");
});

test("headings begin below those of the page", () => {
  expect(draw("# One\n\n## Two\n\n###### Six")).toBe("<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>");
});
