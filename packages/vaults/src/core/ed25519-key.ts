import { readLittleEndian } from "./bytes.ts";

const p = 2n ** 255n - 19n;
/** The curve is −x² + y² = 1 + d·x²·y² over the integers modulo p. */
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** The y of the points whose order divides 8: 0, ±1, and the two that eight times themselves reach the neutral point. */
const smallOrder = new Set([
  0n,
  1n,
  p - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
  55188659117513257062467267217118295137698188065244968500265048394206261417927n,
]);

/**
 * Whether 32 bytes are a public key that one can sign for: y written without excess, on the curve, and not one of the
 * few points for which a signature of nobody would verify.
 */
export function isUsableEd25519Key(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  const y = readLittleEndian(bytes) & (2n ** 255n - 1n);
  if (y >= p || smallOrder.has(y)) return false;
  // x² = (y² − 1) / (d·y² + 1) has a root if numerator times denominator has one (Euler's criterion).
  const square = (y * y) % p;
  return power((square - 1n) * (d * square + 1n), (p - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % p;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}
