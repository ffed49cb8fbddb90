// The desks of guards and resolvers.

export default {
  listings: "Listings to approve", payouts: "Payouts to approve", exceptions: "Exceptions", networks: "Networks and tokens", awaiting: "Awaiting confirmation",
  payoutNone: "No payout is waiting", exceptionNone: "No open case", awaitingNone: "No payment is waiting", approve: "Approve", reject: "Reject", reason: "Reason", propose: "Propose", settle: "Settle", proposal: "Proposal",
  approved: "Approved.", rejected: "Rejected.", proposed: "Proposed. A second person must settle it.", settled: "Settled.", rejectAsk: "Reject this payout? The money becomes available to its owner again.",
  fourEyes: "A second person must settle: not the one who proposed.", to: "To", amount: "Amount", order: "Order", created: "Created", kind: "Kind", state: "State", action: "Action", note: "Note", network: "Network", token: "Token", contract: "Contract",
  decimals: "Decimals", par: "Accepted at par as", confirmations: "Confirmations", enabled: "Enabled", disabled: "Disabled", finality: "Finality depth", endpoint: "Endpoint", transaction: "Transaction", yes: "yes", no: "no", payment: "Payment", progress: "Progress", native: "native coin", askedBy: "Asked by",
  caseKinds: { underpaid: "Underpaid", overpaid: "Overpaid", late: "Late", duplicate: "Duplicate", wrong_asset: "Wrong asset", unknown_token: "Unknown token", reversed: "Reversed", mismatch: "Doesn't match" } as Record<string, string>,
  caseStates: { open: "Open", proposed: "Proposed", settled: "Settled", dismissed: "Fell away" } as Record<string, string>,
  caseActions: { refund_to_buyer: "Give back to the buyer", credit_order: "Count towards the order", keep_as_fee: "Keep as the platform's fee", dismiss: "Dismiss: no money to move" } as Record<string, string>,
};
