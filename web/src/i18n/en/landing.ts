// The start page: what this is for strangers, what waits for who is signed in.
import { num, plural } from "../format";

export default {
  title: "Escrow for deals between strangers",
  hero: {
    title: ["The money waits", "until you have it."],
    text: "Two people who don't know each other agree on a deal here. The buyer's money is held until the seller has delivered. Then it is paid out. If nothing comes, it goes back.",
    post: "Post a request",
    browse: "See what is offered",
    picture: "The buyer's money goes into escrow, stays there while the seller delivers, and is then paid to the seller or given back.",
  },
  how: {
    title: "How a deal goes",
    steps: [
      { title: "You agree", text: "A buyer accepts a seller's offer, or buys from a listing. Price, fee, dates and what is to be delivered are fixed from then on." },
      { title: "The buyer pays into escrow", text: "In crypto or by card. When the payment is safe, both sides see that the money is held. The seller can't touch it, and the buyer can't take it back alone." },
      { title: "The seller delivers", text: "Files, goods, work in parts, or access by the unit. The buyer has a fixed time to look at it, and can ask for changes." },
      { title: "The money moves on", text: "The buyer confirms, and the seller is paid. If the buyer says nothing, the time to look runs out and the seller is paid. If the seller delivers nothing, the buyer gets the money back." },
    ],
    dispute: "When you can't agree, either side opens a dispute. A resolver reads what both sides show and decides who gets what. Until then the money stays where it is.",
  },
  sides: {
    buyers: "For buyers", sellers: "For sellers",
    buyer: ["Say what you need and compare the offers side by side.", "Before you accept, you see who gets what, when, and what happens if nobody acts.", "Buy from shops, too: services, goods, keys and access by the unit.", "A refund goes back the way the money came, or to an address of yours."],
    seller: ["You see that the money is held before you begin.", "If the buyer goes silent after you have delivered, you are paid all the same.", "Sell work by offers, or keep a shop with listings.", "You see what is held, what is yours, and why a payout waits."],
    asBuyer: "Post a request", asSeller: "Look at requests",
  },
  now: { requests: "Wanted now", listings: "Offered now", allRequests: "All requests", allListings: "All listings" },
  safe: {
    title: "What keeps the money safe",
    facts: [
      { title: "Books that balance", text: "Every movement of money is written down twice and adds up to zero. The database refuses to change or delete an entry, and each one is chained to the one before." },
      { title: "Four eyes on large payouts", text: "Above a limit a second person must approve. Never the one who asked for the payout, and never a side of the deal." },
      { title: "The network is asked, not believed", text: "A crypto payment counts only after this server has looked for itself: the right token, the right address, enough confirmations." },
      { title: "Money can't get stuck", text: "Every state of a deal that holds money ends by its own clock. The page of an order always says what happens next if nobody acts, and when." },
    ],
  },
  questions: {
    title: "Questions",
    list: [
      { ask: "What does it cost?", answer: "The fee is part of the terms. You see it in numbers, for both sides, before you agree to anything." },
      { ask: "What if the seller doesn't deliver?", answer: "Every order has a day by which the seller must have delivered. When it passes without a delivery, the buyer's money is given back without anybody asking for it." },
      { ask: "What if the delivery isn't what was agreed?", answer: "The buyer can ask for changes, or open a dispute while the time to look runs. A resolver can give the money to one side, to the other, or split it." },
      { ask: "Can a deal be called off?", answer: "Yes. Before the money is paid, either side can cancel. Afterwards both agree to cancel, or the seller gives the money back." },
      { ask: "How can I pay?", answer: "With the coins and tokens that this site takes on its networks, and by card where that is set up. The checkout shows what is possible for your order." },
      { ask: "I sent too much, too little, or too late. Is it lost?", answer: "No. What doesn't match is kept apart and two people of this site settle it: it is counted to your order or sent back." },
    ],
  },
  end: { title: "Begin with what you need", text: "Reading is open to everybody. To post, offer or buy you need an account." },
  home: {
    title: (name: string) => `Hello, ${name}`,
    waiting: "Waits for you", allOrders: "All orders", nothing: "Nothing waits for you", nothingBuyer: "Post what you need, or look at what is offered.", nothingSeller: "Look for requests that you can answer, or put something on sale.",
    until: (when: string) => `until ${when}`,
    offers: "Your open requests", offerCount: (n: number) => plural(n, { one: "1 offer", other: `${num(n)} offers` }), noOffers: "no offers yet", allRequests: "All your requests",
    news: "News", noNews: "You have read everything.",
    post: "Post a request", sell: "Offer something", browse: "Look at requests", goods: "Look at listings",
  },
};
