import { z } from "zod";

const mostChars = 200;

/** What must not get into a public history by a slip: an e-mail address, an address of a machine, a token. */
const privates: readonly { readonly is: string; readonly form: RegExp }[] = [
  { is: "an e-mail address", form: /[^\s@]+@[^\s@]+/ },
  { is: "an IP address", form: /(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.])/ },
  { is: "an IP address", form: /(?<![\w:])([0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])/i },
  { is: "a token", form: /\b(gh[a-z]_|github_pat_|glpat-|sk-|xox[a-z]-|AKIA|eyJ)[\w-]{8,}/ },
  { is: "a token", form: /(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])[\w+/=-]{24,}/i },
];

/** Why something was changed, as it will stand in the repository's public history: one line. */
export const reasonInput = z
  .string()
  .trim()
  .min(1)
  .max(mostChars)
  .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "has to be one line")
  .superRefine((text, context) => {
    const found = privates.find(({ form }) => form.test(text));
    if (found === undefined) return;
    const message = `looks as if it held ${found.is}, and everybody can read it in git`;
    context.addIssue({ code: "custom", message });
  });
