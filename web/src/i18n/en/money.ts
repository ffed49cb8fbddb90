// Balances and payouts.

export default {
  title: "Money", balances: "Balances", balanceNone: "No money yet", balanceHint: "What your deals have freed for you, until it is paid out.", balanceNoneHint: "When money is released or given back to you, it appears here.", payouts: "Payouts", payoutNone: "No payouts yet", payoutNoneHint: "Money that goes out to you is listed here, with its way.",
  onlyWaiting: "Only those that wait",
  available: "Available", held: "In escrow for you", heldHint: "Before fees; yours when it is released.", releasable: "Being paid out", inTransit: "On its way",
  states: {
    waiting_address: "Needs an address", pending_approval: "Awaiting approval", approved: "Approved", prepared: "To be signed", signed: "Signed", broadcast: "Sent", requested: "Asked for",
    confirmed: "Paid out", failed: "Failed", cancelled: "Refused",
  } as Record<string, string>,
  kinds: { release: "Release", refund: "Refund", withdrawal: "Withdrawal", exception_refund: "Money given back" } as Record<string, string>,
  waits: {
    no_address: "You have no payout address on this network. Add one, and it is sent.", no_card_account: "Card payouts are not set up yet. Set them up, and it is sent.", approval: "A guard has to approve it, because of its amount or of what went out within a day. You need not do anything.",
    order_held: "Money of the order is on hold until an irregular payment is settled. You need not do anything.", treasury_short: "The platform is gathering the money at the address from which it pays. You need not do anything.", gas_short: "The platform's paying address needs coins for the network's fee. You need not do anything.",
    to_be_signed: "It waits to be signed, with a key that is kept elsewhere. You need not do anything.", chain_away: "The network can't be reached right now. It is tried again shortly.", processor_away: "The card processor can't be reached right now. It is tried again shortly.", processor_short: "The balance at the card processor does not cover it yet. It is tried again every hour.",
    on_its_way: "The card processor has it. The bank takes some days.", resent: "It was sent, but the network takes its time. It is sent again with a higher fee if need be.", would_fail: "The network says that the transfer would fail. Check that your payout address can take this token.",
    operator: "Only the operator can put this in order, and has been told.", rejected: "A guard refused it. The money is available to you again.", failed: "It could not be done. The money is available to you again.",
  },
  addAddress: "Add a payout address", checkAddress: "Check the payout address", setUpCards: "Set up card payouts",
  otherWaits: "It waits for the other side, or for the platform.",
  withdraw: "Withdraw", withdrawOf: (symbol: string) => `Withdraw ${symbol}`, amount: "Amount", all: "All of it", withdrawn: "The payout is under way.",
  to: "To", network: "Network", feeNone: "None: the platform pays the network's fee.", fee: "Fee", card: "To your account at the card processor",
  next: "What happens next", nextText: "The money leaves your balance at once. Large amounts wait for a guard's approval; the rest is sent within minutes, and shown here with its transaction.", final: "What was sent to an address can't be called back. Compare the address with that of your wallet.",
  needAddress: (network: string) => `You have no payout address on ${network} yet.`, needCards: "Card payouts are not set up yet.",
  payout: "Payout", back: "All payouts", steps: "The way of the money", asked: "Asked for", addressKnown: "Where it goes is known", approved: "Free to be sent", sent: "Sent", arrived: "Paid out", refused: "Refused", notDone: "Failed",
  created: "Asked for on", from: "From order", where: "Goes to", reference: "Card processor's reference", kind: "Kind", notYet: "not known yet",
  price: "Price", feeBuyer: "Platform fee, paid by the buyer", feeSeller: "Platform fee, from the seller's part", buyerPays: "Buyer pays in all",
};
