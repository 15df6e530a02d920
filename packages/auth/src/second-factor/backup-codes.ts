import { constantTimeEqual, type Random } from "@homeport/platform";

export const backupCodeCount = 10;
/** Crockford's: no letter that is read as a digit. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const halfChars = 5;

/** Ten codes of 50 random bits, shown as XXXXX-XXXXX. */
export function makeBackupCodes(random: Random): string[] {
  return Array.from({ length: backupCodeCount }, () => {
    const text = [...random.bytes(2 * halfChars)]
      .map((byte) => alphabet.charAt(byte & 31))
      .join("");
    return `${text.slice(0, halfChars)}-${text.slice(halfChars)}`;
  });
}

/** What is left once a code has been used; null when it is none of them. */
export function withoutCode(codes: readonly string[], typed: string): string[] | null {
  const plain = plainCode(typed);
  const left = codes.filter((code) => !constantTimeEqual(plainCode(code), plain));
  return left.length === codes.length ? null : left;
}

/** Case, hyphens and spaces are forgiven, and O, I and L, which are no letters of the alphabet. */
function plainCode(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
    .replace(/[^0-9A-Z]/g, "");
}
