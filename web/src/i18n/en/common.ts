// What the frame of every page says, and the words that all pages share.

export default {
  app: {
    name: "Amanat",
    skip: "Skip to content",
    foot: "The money waits in escrow until the work is delivered.",
    docs: "API documentation",
    crashed: "This page failed to show.",
    reload: "Reload",
    notFound: "There is no such page",
    notFoundHint: "The address may be mistyped, or what was here is gone.",
    home: "Go to the requests",
    menu: "Menu",
  },
  nav: {
    browse: "Requests", goods: "Goods", tokens: "My tokens", sell: "Sell", orders: "Orders", myRequests: "My requests", myOffers: "My offers", money: "Money", staff: "Staff",
    notifications: "Notifications", account: "Account", signIn: "Sign in", register: "Create account", signOut: "Sign out", post: "Post a request",
  },
  common: {
    loading: "Loading", failed: "That did not work", unknown: "Something went wrong.", requestId: "Request id:", retry: "Try again", more: "Show more",
    copied: "Copied", copyAddress: "Copy the address", copyHash: "Copy the hash", copyAmount: "Copy the amount", now: "now", cancel: "Cancel", back: "Back",
    offline: "The server can't be reached. Check your connection and try again.", fileNotSent: "The file could not be sent. Check your connection and try again.", unreadable: (status: number) => `The server answered ${status}.`,
    send: "Send", save: "Save", saved: "Saved", close: "Close", you: "you", all: "All", none: "None", nothing: "—", table: "As a table", remove: "Remove",
  },
  auth: {
    signIn: "Sign in", register: "Create your account", email: "E-mail", password: "Password", passwordHint: "At least 10 characters. A few words in a row are good.",
    name: "Name others see", noAccount: "No account yet?", haveAccount: "Already have an account?",
    iWant: "I want to", both: "buy and sell", buyer: "buy", seller: "sell",
    devTitle: "Development sign-ins", devHint: "Shown because this instance runs in development mode.",
    needed: "Please sign in to go on.",
    reason: (need: string) => `This page needs the role ${need}.`, forbidden: "Not for this account",
  },
  note: { title: "Notifications", none: "Nothing new", noneHint: "You hear here about offers, payments and deliveries.", readAll: "Mark all as read", unread: (n: number) => `${n} unread` },
  looking: { banner: (name: string) => `You see what ${name} sees. You can look, not act.`, end: "Stop looking" },
};
