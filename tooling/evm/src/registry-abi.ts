import { parseAbi } from "viem";

/** The registry's contract, as programs call it; a test compares it with the artefact. */
export const registryAbi = parseAbi([
  "error BadSignature()",
  "error BadThreshold()",
  "error Exists()",
  "error NotSigner()",
  "error StaleBase()",
  "event Committed(bytes32 indexed key, uint64 indexed nonce, bytes32 prev, bytes32 next)",
  "function register(bytes32 salt, address[] signers, uint256 threshold, bytes32 initial) returns (bytes32 key)",
  "function head(bytes32 key) view returns (bytes32 commitment, uint64 nonce)",
  "function signersOf(bytes32 key) view returns (address[] signers, uint256 threshold, uint64 replacements)",
  "function advance(bytes32 key, bytes32 prev, bytes32 next)",
  "function advanceSigned(bytes32 key, bytes32 prev, bytes32 next, bytes[] signatures)",
  "function replaceSigned(bytes32 key, address[] signers, uint256 threshold, bytes[] signatures)",
]);

/** What signers sign, by EIP-712. The nonce of an advance is the one that it leads to, of a replacement how many came before. */
export const registryTypes = {
  Advance: [
    { name: "key", type: "bytes32" },
    { name: "nonce", type: "uint64" },
    { name: "prev", type: "bytes32" },
    { name: "next", type: "bytes32" },
  ],
  Replace: [
    { name: "key", type: "bytes32" },
    { name: "nonce", type: "uint64" },
    { name: "signers", type: "address[]" },
    { name: "threshold", type: "uint256" },
  ],
} as const;
