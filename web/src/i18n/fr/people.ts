// Public profiles, and the development mailbox.
import { num, plural } from "../format";
import type en from "../en/people";

const words: typeof en = {
  person: {
    member: (month: string) => `Membre depuis ${month}`, bought: "Comme acheteur", sold: "Comme vendeur", rating: "Évaluation", ratingNone: "Aucune évaluation pour l’instant", proven: "Adresse e-mail confirmée",
    rated: (score: string, n: number) => plural(n, { one: `${score} sur 5, ${num(n)} évaluation`, other: `${score} sur 5, ${num(n)} évaluations` }),
    deals: (n: number) => plural(n, { one: `${num(n)} affaire terminée`, other: `${num(n)} affaires terminées` }),
    shop: (name: string) => `Boutique : ${name}`, onSale: "En vente", allOnSale: "Tout voir", said: "Ce qu’en disent les autres", saidNone: "Personne n’a encore évalué cette personne. Les deux parties s’évaluent l’une l’autre une fois l’affaire terminée.",
    asSeller: (name: string) => `${name}, qui a acheté`, asBuyer: (name: string) => `${name}, qui a vendu`,
  },
  mailbox: { title: "Boîte aux lettres de développement", hint: "Messages que ce site aurait envoyés. Il n’a pas de serveur de messagerie, ils sont donc conservés ici.", none: "Aucun message pour l’instant", to: "À" },
};
export default words;
