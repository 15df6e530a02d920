export type { ActingBy, ActingPurpose, ActingScope } from "./acting/acting-ticket.ts";
export { issueActingTicket } from "./acting/issue-acting-ticket.ts";
export { addAddress, addAddressInput } from "./address/add-address.ts";
export { addHostname, addHostnameInput } from "./address/add-hostname.ts";
export type { Address } from "./address/address.ts";
export type { AddressView } from "./address/address-view.ts";
export { readCustomHostname } from "./address/hostname.ts";
export {
  type AddressList,
  type ListedAddress,
  listAddresses,
  listAddressesInput,
} from "./address/list-addresses.ts";
export { recheckAddresses } from "./address/recheck-addresses.ts";
export { removeAddress, removeAddressInput } from "./address/remove-address.ts";
export { setPrimaryAddress, setPrimaryAddressInput } from "./address/set-primary-address.ts";
export { createTxtLookup, type TxtLookup } from "./address/txt-lookup.ts";
export {
  type VerifiedAddress,
  verifyAddress,
  verifyAddressInput,
} from "./address/verify-address.ts";
export {
  type ChosenIdentity,
  chooseIdentity,
  chooseIdentityInput,
} from "./app/choose-identity.ts";
export { createAppGate, type NewAppGate } from "./app/create-app-gate.ts";
export { createExternalGate, type NewExternalGate } from "./app/create-external-gate.ts";
export { getAppGate, getAppGateInput } from "./app/get-app-gate.ts";
export { type AppGateSummary, listAppGates, listAppGatesInput } from "./app/list-app-gates.ts";
export type { AppGateView } from "./app/view.ts";
export type { GateContext, GateDeps, GateWork } from "./context.ts";
export { type AllowCode, type GateCode, gateCodes, type RefusalCode } from "./decide/codes.ts";
export { type Decision, decide, type Question } from "./decide/decide.ts";
export {
  type DecisionList,
  type DecisionPoint,
  type DecisionSum,
  listDecisions,
  listDecisionsInput,
} from "./decisions/list-decisions.ts";
export { type Dialect, dialectNames, isDialect, refusesInFull } from "./dialects/dialect.ts";
export { secretField } from "./dialects/own-fields.ts";
export { AdmissionRefused } from "./door/admission-refused.ts";
export { createGate, gateLimits } from "./door/create-gate.ts";
export type { AppStatus, GateLimits, GateOptions } from "./door/deps.ts";
export type {
  ActingRequest,
  Admission,
  Caller,
  CallerRequest,
  CutReason,
  Gate,
  GateAnswer,
  GateRequest,
  GateStatus,
  Passed,
  ProgramRequest,
  ProxiedRequest,
} from "./door/gate.ts";
export { GateError, type GateErrorCode, gateErrors } from "./errors.ts";
export {
  type ExplainedReading,
  type Explanation,
  explain,
  explainInput,
  type Verdict,
} from "./explain/explain.ts";
export { type ExplainedUrl, explainUrl, explainUrlInput } from "./explain/explain-url.ts";
export {
  type PersonWhoCan,
  type WhoCanOpen,
  whoCanOpen,
  whoCanOpenInput,
} from "./explain/who-can-open.ts";
export type { FilteredAnswer } from "./headers/filter-answer.ts";
export type { ChangedIdentity } from "./identity/change-identity.ts";
export {
  createDefaultIdentity,
  type NewDefaultIdentity,
} from "./identity/create-default-identity.ts";
export { createIdentity, createIdentityInput } from "./identity/create-identity.ts";
export { deleteIdentity, deleteIdentityInput } from "./identity/delete-identity.ts";
export { getIdentity, getIdentityInput } from "./identity/get-identity.ts";
export { listIdentities } from "./identity/list-identities.ts";
export {
  makeDefaultIdentity,
  makeDefaultIdentityInput,
} from "./identity/make-default-identity.ts";
export { updateIdentity, updateIdentityInput } from "./identity/update-identity.ts";
export type { IdentityView } from "./identity/view.ts";
export { sweepGateTask, verifyAddressesTask } from "./jobs.ts";
export type { Page, PageAction, RenderedPage } from "./pages/page.ts";
export { renderPage } from "./pages/render-page.ts";
export { type RefusalText, refusalTexts } from "./pages/texts.ts";
export type { PageWatch, WatchedText } from "./pages/watch.ts";
export { type GatePermission, gatePermissions } from "./permissions.ts";
export { type ReadRequest, readRequest } from "./read-request/read-request.ts";
export { replaceRules, replaceRulesInput } from "./rule/replace-rules.ts";
export {
  type AccessLevel,
  type AccessRule,
  type Audience,
  accessLevels,
  accessRuleSchema,
  maxRulesPerApp,
} from "./rule/rule.ts";
export { gateSealedColumns } from "./sealed-columns.ts";
export { apiKeyMark, hashApiKey, keyInAuthorization } from "./session-cache/api-key.ts";
export { mintAppCookie } from "./session-cache/app-cookie.ts";
export { type KeyScopes, keyScopesSchema } from "./session-cache/key-scopes.ts";
export { readKeyPrincipal } from "./session-cache/key-store.ts";
export { createMissBudget, type MissBudget } from "./session-cache/miss-budget.ts";
export type {
  AnonymousPrincipal,
  KeyPrincipal,
  LinkPrincipal,
  Principal,
  SessionPrincipal,
  UserPrincipal,
} from "./session-cache/principal.ts";
export { personOf } from "./session-cache/principal.ts";
export { splitRoles } from "./session-cache/roles.ts";
export { readSessionToken } from "./session-cache/session-token.ts";
export { writeUses } from "./session-cache/store.ts";
export { createUseRecorder, type UseRecorder } from "./session-cache/use-recorder.ts";
export {
  createShareLink,
  createShareLinkInput,
  type NewShareLink,
} from "./share-link/create-share-link.ts";
export type { LinkState, ShareLinkView } from "./share-link/link-view.ts";
export {
  listShareLinks,
  listShareLinksInput,
  type ShareLinkList,
} from "./share-link/list-share-links.ts";
export { revokeShareLink, revokeShareLinkInput } from "./share-link/revoke-share-link.ts";
export type { DeliveryEntry, IdentityEntry } from "./snapshot/app-row.ts";
export { type Applied, whenApplied } from "./snapshot/applied.ts";
export type { AppEntry } from "./snapshot/entry.ts";
export type { GateSnapshot } from "./snapshot/snapshot.ts";
export { sweepGate } from "./sweep/sweep-gate.ts";
export { type IssueTicketInput, issueTicket, type SignInStep } from "./ticket/issue-ticket.ts";
