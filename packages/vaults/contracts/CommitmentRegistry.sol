// SPDX-License-Identifier: MIT
pragma solidity 0.8.26;

/// Shows, for each key, the commitment of one version after another. Whoever registers a key names its signers; from then
/// on nobody else moves it, and it never moves but from what it shows to what they have signed.
///
/// A commitment is a SHA-256, which nobody finds to be zero: a head of zeros is a key that is not registered.
contract CommitmentRegistry {
    /// The head is not the one from which the caller would move on.
    error StaleBase();
    /// Somebody who is none of the signers, or who cannot be one: nobody, or one who is listed twice or too late.
    error NotSigner();
    error Exists();
    /// Not 65 bytes of the one form that a signature has here, or not in the order of its signers.
    error BadSignature();
    /// More signatures are needed than there are, or than there are signers; or none at all.
    error BadThreshold();

    event Committed(bytes32 indexed key, uint64 indexed nonce, bytes32 prev, bytes32 next);

    struct Entry {
        bytes32 commitment;
        uint64 nonce;
        /// How often the signers were replaced: what each replacement is signed for, so that none is made twice.
        uint64 replacements;
        /// Zero: not registered.
        uint8 threshold;
        address[] signers;
    }

    uint256 private constant MAX_SIGNERS = 32;
    /// The largest s of a signature in its one form: half of the curve's order.
    uint256 private constant MAX_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant ADVANCE_TYPE =
        keccak256("Advance(bytes32 key,uint64 nonce,bytes32 prev,bytes32 next)");
    bytes32 private constant REPLACE_TYPE =
        keccak256("Replace(bytes32 key,uint64 nonce,address[] signers,uint256 threshold)");

    mapping(bytes32 key => Entry) private entries;

    /// Registers a key at nonce 0. The sender is part of the key, so nobody takes one that another has published.
    function register(bytes32 salt, address[] calldata signers, uint256 threshold, bytes32 initial)
        external
        returns (bytes32 key)
    {
        key = keccak256(abi.encode(block.chainid, address(this), msg.sender, salt));
        Entry storage entry = entries[key];
        if (entry.threshold != 0) revert Exists();
        _appoint(entry, signers, threshold);
        entry.commitment = initial;
        emit Committed(key, 0, bytes32(0), initial);
    }

    /// Zeros for a key that is not registered.
    function head(bytes32 key) external view returns (bytes32 commitment, uint64 nonce) {
        Entry storage entry = entries[key];
        return (entry.commitment, entry.nonce);
    }

    /// Who moves a key, how many of them together, and the nonce for which their replacement has to be signed.
    function signersOf(bytes32 key)
        external
        view
        returns (address[] memory signers, uint256 threshold, uint64 replacements)
    {
        Entry storage entry = entries[key];
        return (entry.signers, entry.threshold, entry.replacements);
    }

    /// Moves a key of which one signer is enough; that signer sends it.
    function advance(bytes32 key, bytes32 prev, bytes32 next) external {
        Entry storage entry = entries[key];
        if (entry.threshold != 1) revert BadThreshold();
        if (!_has(entry.signers, msg.sender)) revert NotSigner();
        _move(key, entry, prev, next);
    }

    /// Moves a key by signatures; anybody sends them. They stand in the ascending order of their signers.
    function advanceSigned(bytes32 key, bytes32 prev, bytes32 next, bytes[] calldata signatures) external {
        Entry storage entry = entries[key];
        _requireSigned(entry, keccak256(abi.encode(ADVANCE_TYPE, key, entry.nonce + 1, prev, next)), signatures);
        _move(key, entry, prev, next);
    }

    /// Has others sign from now on. The head stays.
    function replaceSigned(bytes32 key, address[] calldata signers, uint256 threshold, bytes[] calldata signatures)
        external
    {
        Entry storage entry = entries[key];
        bytes32 listed = keccak256(abi.encodePacked(signers));
        _requireSigned(
            entry, keccak256(abi.encode(REPLACE_TYPE, key, entry.replacements, listed, threshold)), signatures
        );
        entry.replacements += 1;
        _appoint(entry, signers, threshold);
    }

    function _move(bytes32 key, Entry storage entry, bytes32 prev, bytes32 next) private {
        if (entry.commitment != prev) revert StaleBase();
        uint64 nonce = entry.nonce + 1;
        entry.commitment = next;
        entry.nonce = nonce;
        emit Committed(key, nonce, prev, next);
    }

    function _appoint(Entry storage entry, address[] calldata signers, uint256 threshold) private {
        uint256 count = signers.length;
        if (threshold == 0 || threshold > count) revert BadThreshold();
        if (count > MAX_SIGNERS) revert NotSigner();
        for (uint256 i = 0; i < count; ++i) {
            if (signers[i] == address(0)) revert NotSigner();
            for (uint256 j = 0; j < i; ++j) {
                if (signers[j] == signers[i]) revert NotSigner();
            }
        }
        entry.signers = signers;
        entry.threshold = uint8(threshold);
    }

    /// Each signature that is given has to be good, also where fewer would do. One that repeats a signer is out of order.
    function _requireSigned(Entry storage entry, bytes32 structHash, bytes[] calldata signatures) private view {
        uint256 threshold = entry.threshold;
        if (threshold == 0 || signatures.length < threshold) revert BadThreshold();
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _domain(), structHash));
        address[] memory signers = entry.signers;
        address last = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = _recover(digest, signatures[i]);
            if (signer <= last) revert BadSignature();
            if (!_has(signers, signer)) revert NotSigner();
            last = signer;
        }
    }

    /// Computed each time: after a fork of the chain nothing that was signed for one half moves the other.
    function _domain() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPE, keccak256("HomeportCommitmentRegistry"), keccak256("1"), block.chainid, address(this)
            )
        );
    }

    function _has(address[] memory signers, address one) private pure returns (bool) {
        for (uint256 i = 0; i < signers.length; ++i) {
            if (signers[i] == one) return true;
        }
        return false;
    }

    /// The zero address for one that no key has made.
    function _recover(bytes32 digest, bytes calldata signature) private pure returns (address) {
        if (signature.length != 65) revert BadSignature();
        uint256 s = uint256(bytes32(signature[32:64]));
        uint8 v = uint8(signature[64]);
        if (s > MAX_S || (v != 27 && v != 28)) revert BadSignature();
        return ecrecover(digest, v, bytes32(signature[:32]), bytes32(s));
    }
}
