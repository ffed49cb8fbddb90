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
  notifications: { all: ["notifications"], list: (filter: object) => ["notifications", "list", filter], unread: ["notifications", "unread"] },
  account: { sessions: ["account", "sessions"], addresses: ["account", "addresses"] },
  staff: { payouts: (f: object) => ["payouts", "staff", f], networks: ["networks", "staff"], awaiting: ["payments", "awaiting"] },
  exceptions: { all: ["exceptions"], list: (f: object) => ["exceptions", f] },
  dev: ["dev"],
} as const;
