// The start page: what this is for strangers, what waits for who is signed in.
import { num, plural } from "../format";
import type en from "../en/landing";

const words: typeof en = {
  title: "Le séquestre pour traiter entre inconnus",
  hero: {
    title: ["L’argent attend", "que tout soit livré."],
    text: "Ici, deux personnes qui ne se connaissent pas concluent une affaire. L’argent de l’acheteur est conservé jusqu’à ce que le vendeur ait livré. Il lui est alors versé. Si rien n’est livré, l’argent revient à l’acheteur.",
    post: "Publier une demande",
    browse: "Voir les annonces",
    picture: "L’argent de l’acheteur est placé sous séquestre, y reste pendant que le vendeur livre, puis il est versé au vendeur ou rendu.",
  },
  how: {
    title: "Comment se déroule une affaire",
    steps: [
      { title: "Vous vous mettez d’accord", text: "L’acheteur accepte l’offre d’un vendeur, ou achète à partir d’une annonce. Le prix, les frais, les dates et ce qui doit être livré sont dès lors fixés." },
      { title: "L’acheteur paie sous séquestre", text: "En cryptomonnaie ou par carte. Quand le paiement est sûr, les deux parties voient que l’argent est conservé. Le vendeur ne peut pas y toucher, et l’acheteur ne peut pas le reprendre seul." },
      { title: "Le vendeur livre", text: "Des fichiers, des biens, un travail en plusieurs étapes ou un accès à l’unité. L’acheteur a un temps défini pour vérifier, et peut demander des modifications." },
      { title: "L’argent suit son chemin", text: "L’acheteur confirme, et le vendeur est payé. Si l’acheteur ne dit rien, la période de vérification s’achève et le vendeur est payé. Si le vendeur ne livre rien, l’acheteur récupère son argent." },
    ],
    dispute: "En cas de désaccord, l’une ou l’autre partie ouvre un litige. Un médiateur examine ce que montrent les deux parties et décide qui reçoit quoi. D’ici là, l’argent reste où il est.",
  },
  sides: {
    buyers: "Pour les acheteurs", sellers: "Pour les vendeurs",
    buyer: ["Dites ce qu’il vous faut et comparez les offres côte à côte.", "Avant d’accepter, vous voyez qui reçoit quoi, quand, et ce qui se passe si personne n’agit.", "Achetez aussi en boutique : services, biens, clés et accès à l’unité.", "Un remboursement repart par où l’argent est venu, ou vers une de vos adresses."],
    seller: ["Vous voyez que l’argent est conservé avant de commencer.", "Si l’acheteur ne répond plus après votre livraison, vous êtes payé malgré tout.", "Vendez votre travail par des offres, ou tenez une boutique avec des annonces.", "Vous voyez ce qui est sous séquestre, ce qui est à vous, et pourquoi un versement attend."],
    asBuyer: "Publier une demande", asSeller: "Voir les demandes",
  },
  now: { requests: "Recherché en ce moment", listings: "Proposé en ce moment", allRequests: "Toutes les demandes", allListings: "Toutes les annonces" },
  safe: {
    title: "Ce qui protège l’argent",
    facts: [
      { title: "Des comptes équilibrés", text: "Chaque mouvement d’argent est écrit deux fois et sa somme est nulle. La base de données refuse de modifier ou de supprimer une écriture, et chacune est enchaînée à la précédente." },
      { title: "Double validation des gros versements", text: "Au-delà d’un seuil, une seconde personne doit approuver. Jamais celle qui a demandé le versement, ni une partie à l’affaire." },
      { title: "Le réseau est interrogé, pas cru sur parole", text: "Un paiement en cryptomonnaie ne compte qu’une fois vérifié par ce serveur lui-même : le bon jeton, la bonne adresse, assez de confirmations." },
      { title: "L’argent ne peut pas rester bloqué", text: "Chaque état d’une affaire qui retient de l’argent prend fin à une échéance qui lui est propre. La page d’une commande indique toujours ce qui se passe ensuite si personne n’agit, et quand." },
    ],
  },
  questions: {
    title: "Questions",
    list: [
      { ask: "Combien cela coûte-t-il ?", answer: "Les frais font partie des conditions. Vous les voyez chiffrés, pour les deux parties, avant de vous engager." },
      { ask: "Et si le vendeur ne livre pas ?", answer: "Chaque commande a une date à laquelle le vendeur doit avoir livré. Si elle passe sans livraison, l’argent de l’acheteur lui est rendu sans que personne n’ait à le demander." },
      { ask: "Et si la livraison n’est pas conforme ?", answer: "L’acheteur peut demander des modifications, ou ouvrir un litige tant que court la période de vérification. Un médiateur peut attribuer l’argent à une partie, à l’autre, ou le partager." },
      { ask: "Peut-on annuler une affaire ?", answer: "Oui. Avant le paiement, chaque partie peut annuler. Ensuite, les deux annulent d’un commun accord, ou le vendeur rend l’argent." },
      { ask: "Comment puis-je payer ?", answer: "Avec les monnaies et jetons que ce site accepte sur ses réseaux, et par carte lorsque c’est proposé. La page de paiement indique ce qui est possible pour votre commande." },
      { ask: "J’ai envoyé trop, trop peu ou trop tard. Est-ce perdu ?", answer: "Non. Ce qui ne correspond pas est mis de côté et deux personnes de ce site règlent le cas : la somme est comptée pour votre commande ou renvoyée." },
    ],
  },
  end: { title: "Commencez par ce qu’il vous faut", text: "La lecture est ouverte à tous. Pour publier, faire une offre ou acheter, il faut un compte." },
  home: {
    title: (name: string) => `Bonjour ${name}`,
    waiting: "À vous d’agir", allOrders: "Toutes les commandes", nothing: "Rien ne vous attend", nothingBuyer: "Publiez ce qu’il vous faut, ou parcourez les annonces.", nothingSeller: "Cherchez des demandes auxquelles vous pouvez répondre, ou mettez quelque chose en vente.",
    until: (when: string) => `jusqu’au ${when}`,
    offers: "Vos demandes ouvertes", offerCount: (n: number) => plural(n, { one: `${num(n)} offre`, other: `${num(n)} offres` }), noOffers: "aucune offre pour l’instant", allRequests: "Toutes vos demandes",
    news: "Nouveautés", noNews: "Vous avez tout lu.",
    post: "Publier une demande", sell: "Proposer quelque chose", browse: "Voir les demandes", goods: "Voir les annonces",
  },
};
export default words;
