// Requests and offers.
import { plural } from "../format";

export default {
  request: {
    browseTitle: "Requests",
    heroTitle: "Agree first. The money waits until it is delivered.",
    heroText: "Post what you need, compare offers side by side, and pay into escrow. The seller sees that the money is there; you release it when you have what you asked for.",
    search: "Search requests", category: "Category", anyCategory: "All categories", budget: "Budget", deadline: "Offers until", deadlineHint: "Optional. New offers are taken until then.", posted: "Posted",
    offers: (n: number) => plural(n, { one: "1 offer", other: `${n} offers` }),
    none: "No request matches", noneHint: "Try other words, or look in all categories.", noneYet: "No requests yet", noneYetHint: "Post the first: say what you need and what you would pay.",
    post: "Post a request", postHint: "Say what you need and what you would pay. Sellers answer with offers; nothing is binding until you accept one.",
    title: "What do you need?", titleHint: "One line that a seller understands.", description: "Details", descriptionHint: "What exactly, in what condition, where to, and how you will check it.",
    budgetMin: "Budget from", budgetMax: "Budget up to", currency: "Currency", submit: "Post the request", posted2: "Your request is posted.",
    details: "Details", buyer: "Buyer", close: "Close the request", closed: "The request is closed.", closeAsk: "Close this request? Open offers on it end.",
    mine: "My requests", mineNone: "You have not posted a request", mineNoneHint: "Post what you need; sellers will answer with offers.",
    states: { open: "Open", accepted: "Ordered", cancelled: "Closed" } as Record<string, string>,
    budgetNone: "Open",
    signInToOffer: "Sign in to make an offer",
  },
  offer: {
    heading: "Offers", none: "No offers yet", noneHint: "You will be notified when a seller answers.", sellerNone: "Be the first to make an offer",
    make: "Make an offer", revise: "Change my offer", counter: "Counter-offer", accept: "Accept", decline: "Decline", withdraw: "Withdraw",
    price: "Price", note: "Message", noteHint: "What is included, and why you.", deliveryDays: "Delivery, days after payment", inspectionDays: "Inspection, days after delivery",
    delivery: "Delivery", inspection: "Inspection", seller: "Seller", latest: "Latest terms", by: (who: string) => `proposed by ${who}`,
    yours: "Your offer", history: "History", revision: (n: number) => `Revision ${n}`,
    waitBuyer: "Waiting for the buyer to answer.", waitSeller: "Waiting for the seller to answer.", outdated: "The request has changed since these terms were proposed. Propose terms again.", yourTurn: "It is your turn to answer.",
    sent: "Your offer is sent.", revised: "The new terms are sent.", declined: "The offer is declined.", withdrawn: "Your offer is withdrawn.",
    states: { open: "Open", accepted: "Accepted", declined: "Declined", withdrawn: "Withdrawn", closed: "Request closed" } as Record<string, string>,
    mine: "My offers", mineNone: "You have not made an offer", mineNoneHint: "Find a request that you can fulfil.",
    reason: "Reason (optional)", days: (n: number) => plural(n, { one: "1 day", other: `${n} days` }),
  },
  accept: {
    title: "Accept these terms?", intro: "They become an order. Nobody can change them afterwards.",
    buyerPays: "The buyer pays", sellerGets: "The seller gets", fee: "Platform fee", feeBuyer: "Platform fee, paid by the buyer", feeSeller: "Platform fee, paid by the seller", price: "Agreed price",
    periods: "What happens when, and if nobody acts",
    payment: (d: string) => `The buyer has ${d} to pay. Unpaid, the order expires and nobody owes anything.`,
    deliver: (d: string) => `Once paid, the seller has ${d} to deliver. Without delivery, all the money goes back to the buyer.`,
    inspect: (d: string) => `After delivery, the buyer has ${d} to check. Without objection, the money is released to the seller.`,
    dispute: (d: string) => `Either side can open a dispute. If nobody rules within ${d}, all the money goes back to the buyer.`,
    confirm: "Accept and create the order",
  },
};
