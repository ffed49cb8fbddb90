// Public profiles, and the development mailbox.
import { plural } from "../format";

export default {
  person: { member: (month: string) => `Member since ${month}`, bought: "Bought", sold: "Sold", rating: "Rating", ratings: (n: number) => plural(n, { one: "1 rating", other: `${n} ratings` }), ratingNone: "No ratings yet", proven: "E-mail address confirmed", deals: (n: number) => plural(n, { one: "1 completed deal", other: `${n} completed deals` }) },
  mailbox: { title: "Development mailbox", hint: "Letters that this instance would have sent. It has no mail server, so they are kept here.", none: "No letters yet", to: "To" },
};
