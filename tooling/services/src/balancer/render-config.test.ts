import { expect, test } from "vitest";
import { renderConfig } from "./render-config.ts";

const file = `# Change what is marked CHANGE.
listen 443; # CHANGE: the address
  to 10.0.0.1; # CHANGE: every replica
  to 10.0.0.2; # CHANGE
other {
  to 10.0.0.3; # CHANGE
}
`;

test("each rule changes the next lines that it fits, with their indentation", () => {
  const rendered = renderConfig(file, [
    { line: /listen/, becomes: ["listen 80;"] },
    { line: /to 10/, becomes: ["to 127.0.0.1;", "to 127.0.0.2;", "to 127.0.0.3;"] },
    { line: /to 10/, becomes: [] },
  ]);
  expect(rendered).toBe(`# Change what is marked CHANGE.
listen 80;
  to 127.0.0.1;
  to 127.0.0.2;
  to 127.0.0.3;
other {
}
`);
});

test("a marked line that no rule changes is refused, before, between and after the others", () => {
  for (const line of [/to 10\.0\.0\.1/, /listen/, /10\.0\.0\.3/]) {
    expect(() => renderConfig(file, [{ line, becomes: [] }])).toThrow(/^no rule changes .*10|443/);
  }
});

test("a rule whose line is gone from the file is refused", () => {
  expect(() => renderConfig(file, [{ line: /bind/, becomes: [] }])).toThrow(
    /no line like \/bind\//,
  );
});
