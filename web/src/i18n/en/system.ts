// The machine room of administrators.
import { plural } from "../format";

export default {
  users: {
    title: "People", search: "Name or e-mail", anyRole: "Every role", anyStatus: "Every status", none: "Nobody matches", statuses: { active: "Active", suspended: "Suspended", erased: "Erased" } as Record<string, string>, noEmail: "no e-mail address",
    joined: "Joined", lastSignIn: "Last sign-in", factors: "Proves by", password: "password", totp: "authenticator app", passkeys: (n: number) => plural(n, { one: "1 passkey", other: `${n} passkeys` }), codes: (n: number) => `${n} recovery codes`, deals: "Deals", dealsText: (o: { bought: number; sold: number; open: number; disputed: number }) => `${o.bought} bought, ${o.sold} sold, ${o.open} open, ${o.disputed} in dispute`,
    roles: "Roles", rolesHint: "What this person may act as. It holds from their next request.", saveRoles: "Save the roles",
    status: "Status", suspend: "Suspend", restore: "Let back in", suspended: "Suspended because", reason: "Why", reasonHint: "At least ten characters. Kept in the audit log; the person is told.", suspendHint: "They are signed out everywhere at once and can't sign in. Money and deals stay as they are.",
    sessions: "Signed in", endAll: "Sign out everywhere", end: "Sign out", sessionsNone: "Not signed in anywhere", identities: "Linked accounts", keys: "API keys", none2: "None",
    look: "Look through their eyes", lookHint: "You see what this person sees, for half an hour, and can change nothing. It is written down, and they are told.", lookDo: "Look",
    reset: "Reset their second factor", resetHint: "Removes authenticator app and recovery codes and signs them out everywhere. Do it only after you have made sure who asks.", resetDo: "Reset", done: "Done.", trail: "What was done to this account",
  },
  audit: { title: "Audit log", none: "Nothing was written down", actor: "Who", platform: "the platform", action: "What", subject: "To what", when: "When", from: "From", before: "Before", after: "After", eyes: "through whose eyes", filterAction: "Action, like user.suspend", filterKind: "Kind, like user", filterSubject: "Id", filterActor: "Id of who acted" },
};
