import { z } from "zod";
import { httpsAddress, line } from "./fields.ts";

/** `maintainers/<slug>.toml`: who looks after entries. It is public, and holds no e-mail address. */
export const maintainerSchema = z.strictObject({
  name: line(60).describe("the name that is shown"),
  url: httpsAddress.optional().describe("a page about them"),
});

export type Maintainer = z.infer<typeof maintainerSchema>;
