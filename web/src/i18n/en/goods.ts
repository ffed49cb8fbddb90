// Goods by the unit, for those who buy.
import { num, plural } from "../format";

const units = (n: number) => plural(n, { one: `${num(n)} unit`, other: `${num(n)} units` });

export default {
  units,
  kinds: { reveal_secret: "Credential", code_pool: "Codes", metered_gateway: "Metered API" } as Record<string, string>,
  states: { draft: "Draft", active: "On sale", paused: "Paused", sold_out: "Sold out", removed: "Removed" } as Record<string, string>,
  moderation: { pending: "Waiting for approval", approved: "Approved", rejected: "Not approved" } as Record<string, string>,
  browse: {
    title: "Goods by the unit", hint: "API access, licence keys and credentials. You pay into escrow, and get what you bought at once.",
    search: "Search goods", kind: "Kind", price: "Price per unit",
    sorts: { newest: "Newest", price: "Lowest price", rating: "Best rated", popularity: "Most bought" } as Record<string, string>,
    noneYet: "Nothing is on sale yet", perUnit: "per unit", left: (n: number) => (n === 0 ? "none left" : `${num(n)} left`),
    sales: (n: number) => plural(n, { one: "1 sale", other: `${num(n)} sales` }), by: (name: string) => `by ${name}`, oneSeller: "One seller", sell: "Sell something",
  },
  stars: {
    none: "Not rated yet", label: (score: string, n: number) => `Rated ${score} of 5 by ${n === 1 ? "1 buyer" : `${n} buyers`}`, short: (n: number) => `(${n})`,
    one: (n: number) => `${n} of 5 stars`,
  },
  listing: {
    about: "What you get", unit: "One unit is", counts: "What counts", validity: "Can be used for", inspection: "Time to check", limits: "Speed", order: "Per order", kind: "Kind", category: "Category", stock: "In stock",
    validityText: (d: string) => `${d} after payment`, callLimits: (perMinute: number, atOnce: number) => `${num(perMinute)} calls a minute, ${atOnce} at a time`,
    mostPerCall: (n: number) => `One call costs ${num(n)} at most.`,
    range: (min: number, max: number) => (min === max ? units(min) : `${num(min)} to ${units(max)}`),
    meters: {
      request: "Each call is one unit.", header: (name: string) => `As many units as the answer's header ${name} says.`,
      json_path: (path: string) => `As many units as the answer's field ${path} says.`,
    },
    uncounted: "Use is not counted: once shown, it is yours.",
    inspectionText: (d: string) => `${d}, then the seller is paid`, spentText: "The seller is paid for what you used, when the last unit is used, the time is over, or you ask for the rest back.",
    settled: "When the seller is paid",
    seller: "Seller", ratings: "What buyers say", ratingsNone: "No rating yet", ratingsHint: "Only people who bought some can rate.",
    gone: "This listing is not on sale", yours: "This is your listing", yoursHint: "You can't buy your own.", edit: "Edit the listing",
    paused: "Not on sale right now", pausedHint: "What was bought before goes on working.", soldOut: "Sold out", soldOutHint: "Units come back when an order is not paid. Look again later.",
    draft: "A draft", draftHint: "Only you see it.", closed: "Removed", closedHint: "It is not sold any more.",
    pending: "Waiting for approval", pendingHint: "It is shown once the platform has looked at it.", rejectedHint: "Nobody else sees it.",
  },
  buy: {
    title: "Buy", units: "Units", times: (n: number | null, price: string) => `${n === null ? "…" : num(n)} × ${price}`, fee: "Platform fee", total: "You pay", how: "How to pay",
    fromBalance: (symbol: string, network: string) => `From my balance: ${symbol}${network ? `, ${network}` : ""}`, balanceHas: (amount: string) => `${amount} available. Paid and delivered at once.`,
    later: "By card or crypto", laterHint: "Choose on the next page. The units are kept for you for an hour.",
    tooLarge: "More than may be paid from a balance at once.", noBalance: "No balance covers it.",
    submitBalance: "Buy and pay from my balance", submitLater: "Buy and go to payment", signIn: "Sign in to buy", notBuyer: "This account can't buy.",
    whole: "Whole units only.", atLeast: (n: number) => `At least ${units(n)} in one order.`, atMost: (n: number) => `At most ${units(n)} in one order.`, only: (n: number) => `Only ${units(n)} left.`,
  },
  after: {
    title: "What happens after you pay", escrow: "Your money goes into escrow, not to the seller.",
    get: {
      reveal_secret: "The credential appears under My tokens at once.", code_pool: "Your codes appear under My tokens at once, one per unit.", metered_gateway: "An access token appears under My tokens at once. Each use is counted, and you see it.",
    } as Record<string, string>,
    check: (d: string) => `You have ${d} to check. If something is wrong, open a dispute: the money stays in escrow until it is settled.`, paid: "Without objection, the seller is paid when that time is over.",
    metered: "The seller is paid only for units that you use. The rest comes back to you when you ask, or when the time is over.",
  },
  tokens: {
    title: "My tokens", none: "You have no tokens", noneHint: "What you buy by the unit appears here as soon as it is paid.", browse: "Look at goods",
    states: { active: "Active", on_hold: "On hold", spent: "Used up", expired: "Expired", revoked: "Ended" } as Record<string, string>,
    held: "It can't be used or shown while its order is disputed, on hold or proposed to be cancelled, or when its payment was taken back.",
    ended: {
      buyer: "You ended it.", expired: "Its time is over.", spent: "All units are used.", refunded_unused: "You asked for the unused units back.", order_refunded: "Its order was refunded.",
      order_resolved: "A dispute about its order was decided.", order_completed: "Its order was settled.",
    } as Record<string, string>,
    used: (used: number, all: number) => `${num(used)} of ${units(all)} used`, until: "until", expires: "Usable until", bought: "Bought", units: "Units", shown: "Last shown", never: "never",
    reveal: "Show the secret", revealHint: { reveal_secret: "The credential that you bought.", code_pool: "The code that you bought.", metered_gateway: "Your access token for the gateway." } as Record<string, string>,
    revealLogged: "You prove once more that it is you, and each time that it is shown is written down.", revealTitle: "Show the secret?", revealAsk: "Anybody who sees it can use it. It is hidden again after a minute.", revealDo: "Show it",
    revealed: "Your secret", hides: (s: number) => `Hidden again in ${s} s`, hide: "Hide now", copy: "Copy the secret",
    call: "How to call it", callHint: "Any method and path of the service. Put in its path and your token; while the token is shown, it is in the command.", callPath: "PATH-OF-THE-SERVICE", callToken: "YOUR_TOKEN",
    callCounts: "Answers of the service count, 4xx too. When the service fails (5xx, a time-out, out of reach), nothing is counted. A call that you break off counts.", copyCall: "Copy the command",
    refund: "Refund unused units", refundTitle: "Refund the unused units?", refundText: (unused: number, amount: string | null, used: number) => `${units(unused)} go back${amount ? `: ${amount} of what you paid is yours again` : ""}. The seller is paid for ${units(used)}.`,
    refundRunning: "Calls that are running right now count as used.", refundEnds: "The token stops working at once, and the order is settled. This can't be undone.", refundDo: "Refund and end", refunded: "The unused units are refunded.", refundedText: (amount: string, used: string) => `${amount} is yours again. The use came to ${used}.`,
    revoke: "End the token", revokeTitle: "End this token?", revokeMetered: "It stops working at once and can't be started again. What you have not used comes back to you.", revokeHeld: "It stops working for good. What becomes of the money is settled with its order.", revokeOther: "Its secret can't be shown again. Keep a copy first if you still need it.", revokeDone: "The token is ended.",
  },
  usage: {
    title: "Use", per: "Chart of", pers: { hour: "48 hours", day: "30 days" } as Record<string, string>, sold: (used: number, all: number, tokens: number) => `${num(used)} of ${units(all)} used, of ${tokens === 1 ? "1 token" : `${num(tokens)} tokens`}`, none: "No calls yet", noneHint: "Calls appear here as they are made.", chart: "Units used over time", when: "When", units: "Units", recent: "Recent calls", took: (ms: number) => `${num(ms)} ms`, running: "running", more: "Earlier calls",
    outcomes: { counted: "counted", not_billed: "not counted", interrupted: "interrupted, counted" } as Record<string, string>,
  },
  order: {
    title: "Units", listing: "Listing", units: "Units", unitPrice: "Price per unit", earned: "Earned by use", tokens: "What you bought", none: "Delivered as soon as the payment is confirmed.",
    metered: "Only what is used is paid for. If nobody does anything, the used part goes to the seller and the rest comes back when the time is over.",
    plain: "Delivered at once. Without objection within the time to check, the seller is paid.",
    leadBuyer: "Use it. You pay only for what you use.", leadSeller: "Delivered. You are paid for what the buyer uses.", doneBuyer: "What you used is paid for. The rest is yours again.", doneSeller: "You are paid for what was used.", settledBy: "Settled at the latest after", fundedBuyer: "The money is in escrow. Delivery happens by itself.", fundedSeller: "The money is in escrow. Delivery happens by itself.",
  },
  rating: {
    title: "Ratings", ask: (who: string) => `How was ${who}?`, blind: "Neither side sees the other's rating before both have rated, or a week has passed. It can't be changed afterwards.", until: (day: string) => `You can rate until ${day}.`, comment: "In words (optional)", send: "Rate", done: "Thank you. Your rating is saved.", yours: "You said", theirs: (name: string) => `${name} said`, hidden: (day: string) => `Shown to the other side when they have rated, at the latest on ${day}.`, waiting: "The other side's rating is not shown yet.", choose: "Choose 1 to 5 stars.", none: "Nobody has rated this order.",
  },
  money: {
    preference: "How you are paid", automatic: "Pay out at once", automaticHint: "Whatever an order frees for you goes to your payout address or card account. Off: it stays in your balance, to buy with or to withdraw; only what was paid by card always goes back to the card.",
    card: "Card payouts", cardReady: "Your account is ready: card money can be paid out.", cardNone: "To be paid money that buyers paid by card, set up an account with the card processor.", cardConnect: "Set up card payouts", cardGo: "Go on with the set-up", cardOff: "This platform takes no cards.", cardAgain: "That page had run out. Press the button again.", cardDone: "Thank you. The card processor is checking; this page shows when it is ready.",
  },
};
