// Names of cached server state. A longer key is refetched with its prefix.
export const keys = {
  requests: { all: ["requests"], list: (filter: object) => ["requests", "list", filter], one: (id: string) => ["requests", id] },
  offers: { all: ["offers"], mine: (filter: object) => ["offers", "mine", filter], one: (id: string) => ["offers", id], terms: (id: string, revision: unknown) => ["offers", id, "terms", revision] },
  categories: { all: ["categories"] },
  orders: { all: ["orders"], list: (filter: object) => ["orders", "list", filter], one: (id: string) => ["orders", id], timeline: (id: string) => ["orders", id, "timeline"] },
  payments: { all: ["payments"], methods: (order: string) => ["payments", "methods", order], ofOrder: (order: string) => ["payments", "order", order], one: (id: string) => ["payments", id] },
  payouts: { all: ["payouts"], list: (filter: object) => ["payouts", filter] },
  balances: { all: ["balances"] },
  networks: { all: ["networks"] },
  assets: { all: ["assets"] },
  notifications: { all: ["notifications"], list: (filter: object) => ["notifications", "list", filter], unread: ["notifications", "unread"] },
  account: {
    sessions: ["account", "sessions"], addresses: ["account", "addresses"], methods: ["account", "methods"], factors: ["account", "factors"], passkeys: ["account", "passkeys"], totp: ["account", "totp"],
    identities: ["account", "identities"], apiKeys: ["account", "api-keys"], postal: ["account", "postal"],
  },
  staff: { payouts: (f: object) => ["payouts", "staff", f], networks: ["networks", "staff"], awaiting: ["payments", "awaiting"] },
  exceptions: { all: ["exceptions"], list: (f: object) => ["exceptions", f] },
  listings: {
    all: ["listings"], list: (filter: object) => ["listings", "list", filter], mine: ["listings", "mine"], one: (id: string) => ["listings", id],
    quote: (id: string, price: string, units: number) => ["listings", id, "quote", price, units], usage: (id: string) => ["listings", id, "usage"],
    moderation: (filter: object) => ["listings", "moderation", filter],
  },
  tokens: { all: ["tokens"], list: (filter: object) => ["tokens", "list", filter], one: (id: string) => ["tokens", id], usage: (id: string) => ["tokens", id, "usage"] },
  sales: { all: ["sales"] },
  ratings: { all: ["ratings"], ofOrder: (id: string) => ["ratings", "order", id], ofListing: (id: string) => ["ratings", "listing", id] },
  cards: { account: ["cards", "account"], preferences: ["cards", "preferences"] },
  dev: ["dev"],
} as const;
