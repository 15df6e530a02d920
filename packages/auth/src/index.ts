export { deleteAccount } from "./account/delete-account.ts";
export { createKey, createKeyInput } from "./api-key/create-key.ts";
export type { KeyView } from "./api-key/key-view.ts";
export { listKeys } from "./api-key/list-keys.ts";
export { revokeKey, revokeKeyInput } from "./api-key/revoke-key.ts";
export {
  type AuditEntry,
  type AuditFilter,
  auditFilter,
  auditFilterFields,
} from "./audit/entry.ts";
export { exportAudit, exportVaultAudit } from "./audit/export-audit.ts";
export { listAudit } from "./audit/list-audit.ts";
export { listInstallationAudit, listVaultAudit } from "./audit/list-operator-audit.ts";
export type { Auth, AuthOptions, Peer, ReadSessionOptions } from "./auth.ts";
export { cliClientId } from "./better-auth/options.ts";
export type { AuthContext, SessionContext } from "./context.ts";
export { createAuth } from "./create-auth.ts";
export { AuthError, type AuthErrorCode, authErrors } from "./errors.ts";
export type { FactorContext, Factors } from "./factors.ts";
export {
  acceptInvitation,
  acceptInvitationInput,
} from "./invitations/accept-invitation.ts";
export { cancelInvitation, cancelInvitationInput } from "./invitations/cancel-invitation.ts";
export {
  type Invited,
  inviteMember,
  inviteMemberInput,
} from "./invitations/invite-member.ts";
export { type InvitationRow, listInvitations } from "./invitations/list-invitations.ts";
export { type InvitationView, readInvitation } from "./invitations/read-invitation.ts";
export { keyAnswers } from "./key-sign-in/answers.ts";
export { createKeySignIn, type KeySignIn, keyRoutes } from "./key-sign-in/create-key-sign-in.ts";
export { readKeyCaller } from "./key-sign-in/read-key-caller.ts";
export type { SignerDirectory } from "./key-sign-in/realms.ts";
export { createMailer, type Mailer } from "./mail/mailer.ts";
export type { MembersContext } from "./members/context.ts";
export { listMembers, type MemberRow } from "./members/list-members.ts";
export {
  leaveOrganization,
  type OnMemberGone,
  removeMember,
  removeMemberInput,
} from "./members/remove-member.ts";
export { updateMemberRole, updateMemberRoleInput } from "./members/update-role.ts";
export { addOperator, addOperatorInput, operatorName } from "./operator/add-operator.ts";
export {
  revokeOperator,
  revokeOperatorByName,
  revokeOperatorInput,
  updateOperator,
  updateOperatorInput,
} from "./operator/change-operator.ts";
export type { OperatorsContext } from "./operator/context.ts";
export {
  listOperatorSessions,
  listOperators,
  type OperatorList,
  type OperatorRow,
  type OperatorSession,
} from "./operator/list-operators.ts";
export { type OperatorWord, operatorDoor, operatorWords } from "./operator/operator-words.ts";
export {
  noOperators,
  type OperatorKey,
  type OperatorRule,
  readOperatorWords,
} from "./operator/read-operator.ts";
export { revokeOperatorSession, revokeOperatorSessionInput } from "./operator/revoke-session.ts";
export {
  createPairing,
  type NewPairingCode,
  type PairingContext,
  pairingLifeMs,
} from "./pairing/create-pairing.ts";
export { type PairingStatus, readPairing } from "./pairing/read-pairing.ts";
export {
  type PairedDevice,
  type PairingDevice,
  redeemPairing,
  redeemPairingInput,
} from "./pairing/redeem-pairing.ts";
export { addPasskey, addPasskeyInput } from "./passkey/add-passkey.ts";
export { askPasskey } from "./passkey/ask-passkey.ts";
export { beginPasskey } from "./passkey/begin-passkey.ts";
export { removePasskey, removePasskeyInput } from "./passkey/remove-passkey.ts";
export { renamePasskey, renamePasskeyInput } from "./passkey/rename-passkey.ts";
export { changePassword, changePasswordInput } from "./password/change-password.ts";
export { type ResetRateClass, resetRateClasses } from "./reset/ask-reset.ts";
export { createOperatorResetLink } from "./reset/create-operator-link.ts";
export { createResetLink, createResetLinkInput } from "./reset/create-reset-link.ts";
export type { ResetLink } from "./reset/link.ts";
export { listMemberships, type Membership } from "./roles/membership.ts";
export { type Permission, permissionsOf, permissionWords } from "./roles/permissions.ts";
export { type AuthRoute, authRoutes } from "./routes.ts";
export { authSealedColumns } from "./sealed-columns.ts";
export { beginTwoFactor, type NewTwoFactor } from "./second-factor/begin-two-factor.ts";
export { disableTwoFactor } from "./second-factor/disable-two-factor.ts";
export { enableTwoFactor, enableTwoFactorInput } from "./second-factor/enable-two-factor.ts";
export { renewBackupCodes } from "./second-factor/renew-backup-codes.ts";
export {
  type PasskeyRow,
  readSecurity,
  type Security,
  type WalletRow,
} from "./security/read-security.ts";
export { actorOf, actorOfKey } from "./session/actor.ts";
export { listSessions } from "./session/list-sessions.ts";
export { renameSession, renameSessionInput } from "./session/rename-session.ts";
export {
  revokeOtherSessions,
  revokeSession,
  revokeSessionInput,
} from "./session/revoke-session.ts";
export type { Session, SessionKind, SessionRow } from "./session/session.ts";
export { sweepAuth } from "./session/sweep-auth.ts";
export { type SignInRateClass, signInRateClasses } from "./sign-in/address-limit.ts";
export { passwordLength, type SignUp, type SignUpRule } from "./sign-up/sign-up.ts";
export { requireGrantor } from "./step-up/require-grantor.ts";
export { recentMs, requireRecent } from "./step-up/require-recent.ts";
export { stepUp, stepUpInput } from "./step-up/step-up.ts";
export { linkWallet } from "./wallet/link-wallet.ts";
export { unlinkWallet, unlinkWalletInput } from "./wallet/unlink-wallet.ts";
export { signedMessage } from "./wallet/verify-wallet.ts";
