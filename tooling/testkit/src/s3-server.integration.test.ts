import { expect, test } from "vitest";
import { startS3Server } from "./s3-server.ts";

test("the test's storage refuses parts of unequal sizes, and to list parts", async () => {
  await using server = await startS3Server();
  const object = `${server.endpoint}/${server.bucket}/a?uploadId=u`;
  const put = (number: number, body: string) =>
    fetch(`${object}&partNumber=${number}`, { method: "PUT", body });
  for (const [index, body] of ["aaa", "bb", "c"].entries()) await put(index + 1, body);
  const refused = await fetch(object, { method: "POST", body: "<CompleteMultipartUpload/>" });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("InvalidPart");
  expect((await fetch(object)).status).toBe(501);
  await put(2, "bbb");
  expect(await (await fetch(object, { method: "POST", body: "" })).text()).not.toContain(
    "InvalidPart",
  );
});
