import { parseAbi, parseAbiItem } from "viem";

// What is read of the contract `CommitmentRegistry`; `contracts` has the whole of it.

export const headAbi = parseAbi([
  "function head(bytes32 key) view returns (bytes32 commitment, uint64 nonce)",
]);

export const committedEvent = parseAbiItem(
  "event Committed(bytes32 indexed key, uint64 indexed nonce, bytes32 prev, bytes32 next)",
);
