import { type Random, sha256 } from "@homeport/platform";

/** Crockford's base32: no I, L, O, U, so that a code can be read aloud and typed. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeChars = 20;
const groupChars = 5;

/** A new code: 20 characters (100 random bits) in 4 groups. */
export function makeCode(random: Random): string {
  const bytes = random.bytes(codeChars);
  const chars = Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join("");
  return (chars.match(new RegExp(`.{${groupChars}}`, "g")) ?? []).join("-");
}

/** The hash under which a code is kept; spaces, hyphens, case and look-alikes do not matter. Null for no code. */
export function hashCode(text: string): Buffer | null {
  const normal = text
    .toUpperCase()
    .replace(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  const valid = normal.length === codeChars && [...normal].every((char) => alphabet.includes(char));
  return valid ? sha256(`homeport/enrolment-code/v1\0${normal}`) : null;
}
