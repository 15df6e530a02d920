import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { requireRoom } from "./disk.ts";

test("a folder with room enough passes, and one with less is told with both figures", async () => {
  await requireRoom(tmpdir(), 1);
  await expect(requireRoom(tmpdir(), Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /^\d+ MiB are free for photos in work, at least 8589934591 are needed$/,
  );
});
