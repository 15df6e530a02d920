import { z } from "zod";

/** A data repository's address, taken apart. */
export interface Remote {
  readonly url: string;
  /** For pages and logs: host and path alone. */
  readonly label: string;
  readonly protocol: "https" | "ssh" | "file";
}

const protocols: Readonly<Record<string, Remote["protocol"]>> = {
  "https:": "https",
  "ssh:": "ssh",
  "file:": "file",
};

/** `https://`, `ssh://` or `file://`, without a password: what signs in stands in files. */
export const remoteSchema = z.string().transform((text, context): Remote => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const protocol = url === null ? undefined : protocols[url.protocol];
  if (url === null || protocol === undefined) {
    context.addIssue({
      code: "custom",
      message: "starts with none of https://, ssh:// and file://",
    });
    return z.NEVER;
  }
  if (url.password !== "" || (url.username !== "" && protocol !== "ssh") || url.search !== "") {
    context.addIssue({ code: "custom", message: "holds credentials; those belong into a file" });
    return z.NEVER;
  }
  return { url: text, label: `${url.host}${url.pathname}`, protocol };
});

/** A branch's name as the configuration may give it; narrower than what git allows. */
export const branchSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, "is no plain branch name")
  .refine((name) => !name.includes("..") && !name.endsWith("/") && !name.endsWith(".lock"), {
    message: "is no plain branch name",
  });
