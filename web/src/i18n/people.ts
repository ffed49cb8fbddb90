// What the pages about people say: to administrators, and on public profiles.
export const p = {
  users: {
    title: "People", search: "Name or e-mail", anyRole: "Every role", anyStatus: "Every status", none: "Nobody matches", statuses: { active: "Active", suspended: "Suspended", erased: "Erased" } as Record<string, string>, noEmail: "no e-mail address",
    joined: "Joined", lastSignIn: "Last sign-in", factors: "Proves by", password: "password", totp: "authenticator app", passkeys: (n: number) => (n === 1 ? "1 passkey" : `${n} passkeys`), codes: (n: number) => `${n} recovery codes`, deals: "Deals", dealsText: (o: { bought: number; sold: number; open: number; disputed: number }) => `${o.bought} bought, ${o.sold} sold, ${o.open} open, ${o.disputed} in dispute`,
    roles: "Roles", rolesHint: "What this person may act as. It holds from their next request.", saveRoles: "Save the roles",
    status: "Status", suspend: "Suspend", restore: "Let back in", suspended: "Suspended because", reason: "Why", reasonHint: "At least ten characters. Kept in the audit log; the person is told.", suspendHint: "They are signed out everywhere at once and can't sign in. Money and deals stay as they are.",
    sessions: "Signed in", endAll: "Sign out everywhere", end: "Sign out", sessionsNone: "Not signed in anywhere", identities: "Linked accounts", keys: "API keys", none2: "None",
    look: "Look through their eyes", lookHint: "You see what this person sees, for half an hour, and can change nothing. It is written down, and they are told.", lookDo: "Look",
    reset: "Reset their second factor", resetHint: "Removes authenticator app and recovery codes and signs them out everywhere. Do it only after you have made sure who asks.", resetDo: "Reset", done: "Done.", trail: "What was done to this account",
  },
  looking: { banner: (name: string) => `You see what ${name} sees. You can look, not act.`, end: "Stop looking" },
  audit: { title: "Audit log", none: "Nothing was written down", actor: "Who", platform: "the platform", action: "What", subject: "To what", when: "When", from: "From", before: "Before", after: "After", eyes: "through whose eyes", filterAction: "Action, like user.suspend", filterKind: "Kind, like user", filterSubject: "Id", filterActor: "Id of who acted" },
  person: { member: (month: string) => `Member since ${month}`, bought: "Bought", sold: "Sold", rating: "Rating", ratings: (n: number) => (n === 1 ? "1 rating" : `${n} ratings`), ratingNone: "No ratings yet", proven: "E-mail address confirmed", deals: (n: number) => (n === 1 ? "1 completed deal" : `${n} completed deals`) },
  mailbox: { title: "Development mailbox", hint: "Letters that this instance would have sent. It has no mail server, so they are kept here.", none: "No letters yet", to: "To" },
  files: { title: "Files", hint: "What you show each other: a delivery, a photo, a paper. Both sides see it, and it can't be taken back.", none: "No files yet", add: "Add a file", added: "The file is added.", get: "Download", you: "you", buyer: "buyer", seller: "seller" },
};
