import { expect, test } from "vitest";
import { attachment } from "./attachment.ts";

test("a file's name is told in signs that every reader knows, and whole", () => {
  expect(attachment("Étretat (May).jpg")).toBe(
    `attachment; filename="_tretat (May).jpg"; filename*=UTF-8''%C3%89tretat%20%28May%29.jpg`,
  );
});

test.each(['a"; x=y.jpg', "a\r\nSet-Cookie: x=y", "../../etc/passwd", "\ud83d"])(
  "a name can add nothing to the header: %j",
  (name) => {
    const [kind, plain, encoded, ...rest] = attachment(name).split("; ");
    expect(kind).toBe("attachment");
    expect(plain).not.toMatch(/[\r\n/\\]/);
    expect([plain, ...rest, encoded].join("")).not.toContain("\n");
    expect(attachment(name).match(/"/g)).toHaveLength(2);
  },
);
