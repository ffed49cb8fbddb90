// Balances and payouts.

export default {
  title: "Money", balances: "Balances", balanceNone: "No balance yet", balanceHint: "What orders have freed for you, until it is paid out.", payouts: "Payouts", payoutNone: "No payouts yet",
  available: "Available", releasable: "Being paid out", inTransit: "On its way",
  states: {
    waiting_address: "Needs an address", pending_approval: "Awaiting approval", approved: "Approved", prepared: "To be signed", signed: "Signed", broadcast: "Sent", requested: "Asked for",
    confirmed: "Paid out", failed: "Failed", cancelled: "Refused",
  } as Record<string, string>,
  kinds: { release: "Release", refund: "Refund", withdrawal: "Withdrawal", exception_refund: "Money given back" } as Record<string, string>,
  to: "to", why: "Why it waits", noAddress: "Add a payout address in your account, and it is sent.",
  withdraw: "Withdraw", amount: "Amount", address: "Address", withdrawn: "The payout is under way.",
};
