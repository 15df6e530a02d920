/**
 * Those who sign for the vault `v` now, as a column named `signers`. Who was removed is left out of the list only once it has
 * been found by its vault: as a condition of the search it would lead a planner without statistics to the index of the signers
 * of all vaults, and through all of it.
 */
export const signersColumn = `(
    select json_agg(json_build_object('id', g.signer_id, 'role', g.role, 'label', g.label) order by g.signer_id)
      filter (where g.removed_nonce is null)
    from vault_signers g where g.vault_id = v.id) as signers`;
