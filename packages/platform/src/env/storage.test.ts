import { expect, test } from "vitest";
import { readS3Address, storageSchema } from "./storage.ts";

test.each([
  ["file:///srv/photos", "local-folder"],
  ["file:///srv/photos?shared=1", "shared-folder"],
  ["s3://photos", "s3"],
  ["s3://photos/home?endpoint=http://10.0.0.7:9000&region=eu-west-1&pathStyle=1", "s3"],
])("%s is storage of the kind %s", (url, kind) => {
  expect(storageSchema.parse(url)).toEqual({ kind, url });
});

test.each([
  ["photos", "neither"],
  ["ftp://photos", "neither"],
  ["s3://", "names no bucket"],
  ["s3://Photos_", "names no bucket"],
  ["s3://key:secret@photos", "keys belong in AWS_*"],
  ["s3://photos/a b", "prefix of other characters"],
  ["s3://photos?secret=x", "parameters other than"],
  ["s3://photos?pathStyle=yes", "pathStyle"],
  ["s3://photos?endpoint=ftp://host", "endpoint"],
  ["s3://photos?endpoint=http://key@host", "endpoint"],
])("%s is refused: it %s", (url, problem) => {
  expect(storageSchema.safeParse(url).error?.issues[0]?.message).toContain(problem);
});

test("an address of S3 says bucket, prefix, endpoint, region and where the bucket stands", () => {
  expect(
    readS3Address("s3://photos/home/?endpoint=http%3A%2F%2Fh%3A9&region=r&pathStyle=1"),
  ).toEqual({
    bucket: "photos",
    prefix: "home/",
    endpoint: "http://h:9",
    region: "r",
    pathStyle: true,
  });
  expect(readS3Address("s3://photos")).toEqual({
    ...{ bucket: "photos", prefix: "", endpoint: undefined },
    ...{ region: "us-east-1", pathStyle: false },
  });
});
