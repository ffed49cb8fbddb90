// Shops, for those who have one and those who look at it; and texts to use again.
import { num, plural } from "../format";

export default {
  list: "Shops", listHint: "Sellers who offer goods and work here.", none: "No shops yet", noneHint: "A seller can open one in a minute.",
  since: (month: string) => `Open since ${month}`, onBreak: "On a break", onBreakHint: "The owner of this shop takes a break just now. Deals that are under way go on as agreed.",
  visit: "See the shop", edit: "Edit the shop", owner: "About the seller", listings: "On sale", noListings: "Nothing is on sale just now", noListingsHint: "Look again later, or post a request: the seller may make you an offer.", ratings: "What buyers say", noRatings: "Nobody has rated this seller yet",
  gone: "This shop is not here", goneHint: "It was closed, renamed, or its owner can't sell at present.", all: "All shops", member: (month: string) => `Member since ${month}`, deals: (n: number) => plural(n, { one: `${num(n)} completed deal`, other: `${num(n)} completed deals` }),
  ask: "Post a request",
  editor: {
    title: "Your shop", newTitle: "Open your shop", hint: "A page of your own that shows what you sell and what buyers say of you.", name: "Name", nameHint: "What people call it.", slug: "Address", slugHint: "Small letters, digits and single dashes; 3 to 40 characters.",
    about: "About", aboutHint: "What you sell, how you work, what buyers can count on. Up to 5,000 characters.", logo: "Picture", logoHint: "JPEG, PNG or WebP. It is cut square.", choose: "Choose a picture", drop: "Remove the picture",
    break: "I take a break", breakHint: "Your shop then says so. Listings stay on sale until you pause them, and deals go on.", open: "Open the shop", saved: "The shop is saved.", opened: "Your shop is open.",
    free: "This address is free.", yours: "This is your address.", taken: "This address is taken.", malformed: "Use 3 to 40 small letters, digits and single dashes.", moved: "The old address stops working as soon as you save.",
    close: "Close the shop", closeAsk: "Close your shop?", closeHint: "Its page disappears and its address becomes free for others. Your listings, deals and ratings stay.", closed: "Your shop is closed.",
  },
  templates: {
    title: "Templates", hint: "Texts that you use again and again. Only you see them.", none: "No templates yet", noneHint: "Write a text once, and put it into an offer, a delivery, a request or a listing with one click.", add: "New template", edit: "Change the template", change: "Change",
    kind: "For", kinds: { offer: "Offers", delivery: "Deliveries", request: "Requests", listing: "Listings" } as Record<string, string>, name: "Name", nameHint: "Only for you.", body: "Text", price: "Price (optional)", currency: "Currency", deliveryDays: "Days to deliver (optional)", inspectionDays: "Days to check (optional)",
    saved: "The template is saved.", removed: "The template is removed.", removeAsk: "Remove this template?", removeHint: (name: string) => `“${name}” is gone for good. What you wrote with it stays.`, count: (n: number) => `${num(n)} of ${num(100)}`, empty: "No text",
    days: (n: number) => plural(n, { one: `${num(n)} day to deliver`, other: `${num(n)} days to deliver` }), inspection: (n: number) => plural(n, { one: `${num(n)} day to check`, other: `${num(n)} days to check` }),
    use: "Templates", useNone: "No templates for this yet", save: "Save this as a template", manage: "All templates", saveTitle: "Save as a template", used: (name: string) => `“${name}” is filled in.`,
  },
};
