// Public profiles, and the development mailbox.
import { num, plural } from "../format";

export default {
  person: {
    member: (month: string) => `Member since ${month}`, bought: "As a buyer", sold: "As a seller", rating: "Rating", ratingNone: "No ratings yet", proven: "E-mail address confirmed",
    rated: (score: string, n: number) => plural(n, { one: `${score} of 5, 1 rating`, other: `${score} of 5, ${num(n)} ratings` }),
    deals: (n: number) => plural(n, { one: "1 completed deal", other: `${num(n)} completed deals` }),
    shop: (name: string) => `Shop: ${name}`, onSale: "On sale", allOnSale: "See all", said: "What others say", saidNone: "Nobody has rated this person yet. The two sides of a deal rate each other when it is over.",
    asSeller: (name: string) => `${name}, who bought`, asBuyer: (name: string) => `${name}, who sold`,
  },
  mailbox: { title: "Development mailbox", hint: "Letters that this instance would have sent. It has no mail server, so they are kept here.", none: "No letters yet", to: "To" },
};
