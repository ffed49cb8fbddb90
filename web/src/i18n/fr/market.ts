// Requests and offers, and what all lists with filters say.
import { num, plural } from "../format";
import type en from "../en/market";

const offers = (n: number) => plural(n, { one: `${num(n)} offre`, other: `${num(n)} offres` });
const ratings = (n: number) => plural(n, { one: `${num(n)} évaluation`, other: `${num(n)} évaluations` });

const words: typeof en = {
  categories: {
    electronics: "Électronique", computers: "Ordinateurs et composants", phones: "Téléphones et tablettes", "software-development": "Développement logiciel", design: "Graphisme et illustration",
    "writing-translation": "Rédaction et traduction", "licences-keys": "Licences et clés", collectibles: "Objets de collection", fashion: "Vêtements et accessoires", "home-garden": "Maison et jardin",
    "vehicles-parts": "Véhicules et pièces", music: "Musique et audio", education: "Cours et soutien scolaire", services: "Services", other: "Tout le reste",
  } as Record<string, string>,
  filter: {
    title: "Filtres", open: (n: number) => (n === 0 ? "Filtres" : plural(n, { one: `Filtres, ${num(n)} actif`, other: `Filtres, ${num(n)} actifs` })), apply: (n: number) => plural(n, { one: `Afficher ${num(n)} résultat`, other: `Afficher ${num(n)} résultats` }),
    clear: "Effacer tous les filtres", remove: (what: string) => `Retirer le filtre : ${what}`, set: "Filtres actifs", sort: "Trier par", clearSearch: "Effacer la recherche",
    results: (n: number) => plural(n, { one: `${num(n)} résultat`, other: `${num(n)} résultats` }), words: (q: string) => `« ${q} »`,
    category: "Catégorie", currency: "Monnaie", price: "Budget", from: (price: string) => `À partir de ${price}`, below: (price: string) => `Moins de ${price}`, between: (from: string, below: string) => `De ${from} à ${below}`,
    none: "Aucun résultat", noneHint: "Utilisez moins de mots, ou retirez un filtre.", moreOptions: (n: number) => `Afficher ${num(n)} de plus`, fewerOptions: "Afficher moins",
  },
  request: {
    browseTitle: "Demandes", browseHint: "Ce que recherchent les acheteurs. Répondez par une offre ; l’argent attend sous séquestre avant que vous ne livriez.",
    search: "Rechercher dans les demandes", category: "Catégorie", budget: "Budget", deadline: "Offres jusqu’au", posted: "Publiée", deadlineOver: "Les nouvelles offres ne sont plus acceptées",
    sorts: { newest: "Plus récentes", budget: "Budget le plus élevé", ending: "Bientôt terminées" } as Record<string, string>,
    offers,
    noneYet: "Aucune demande pour l’instant", noneYetHint: "Publiez la première : dites ce qu’il vous faut et combien vous paieriez.",
    post: "Publier une demande",
    details: "Ce qui est recherché", buyer: "Acheteur", close: "Clore la demande", closed: "La demande est close.", closeTitle: "Clore cette demande ?",
    closeText: (n: number) => (n === 0 ? "Plus personne ne pourra y répondre. Aucun argent n’est encore engagé." : plural(n, { one: "L’offre en cours prend fin, et son vendeur est prévenu. Aucun argent n’est encore engagé.", other: `Les ${num(n)} offres en cours prennent fin, et leurs vendeurs sont prévenus. Aucun argent n’est encore engagé.` })),
    edit: "Modifier", more: "À propos de cette demande",
    mine: "Mes demandes", mineNone: "Vous n’avez publié aucune demande", mineNoneHint: "Dites ce qu’il vous faut et combien vous paieriez. Les vendeurs répondent par des offres ; rien ne vous engage tant que vous n’en acceptez pas une.", allStates: "Toutes", mineNoneState: "Aucune demande dans cet état",
    states: { open: "Ouverte", accepted: "Commandée", cancelled: "Close" } as Record<string, string>,
    budgetNone: "Budget libre", budgetUpTo: (price: string) => `Jusqu’à ${price}`, budgetFrom: (price: string) => `À partir de ${price}`, budgetRange: (from: string, to: string) => `De ${from} à ${to}`,
    files: "Pièces jointes", filesHint: "Accessibles à toute personne connectée.", openFile: (name: string) => `Ouvrir ${name}`, signInFile: "Connectez-vous pour ouvrir les pièces jointes.",
    acceptedNote: "Une offre a été acceptée. L’affaire se poursuit dans sa commande.", toOrder: "Aller à la commande", cancelledNote: "L’acheteur a clos cette demande. Elle ne reçoit plus d’offres.",
    signInToOffer: "Se connecter pour faire une offre", needSeller: "Ce compte ne peut pas vendre. Utilisez un compte ayant le rôle de vendeur.", bound: "Une offre n’engage personne tant que l’acheteur ne l’a pas acceptée.",
  },
  wizard: {
    title: "Publier une demande", editTitle: "Modifier votre demande", progress: (step: number, all: number) => `Étape ${num(step)} sur ${num(all)}`, steps: { category: "Catégorie", details: "Détails", budget: "Budget", deadline: "Échéance", files: "Pièces jointes", review: "Relecture" },
    asks: { category: "De quel genre de chose s’agit-il ?", details: "Que vous faut-il ?", budget: "Combien paieriez-vous ?", deadline: "Jusqu’à quand acceptez-vous des offres ?", files: "Quelque chose à montrer ?", review: "Tout est-il exact ?" },
    hints: {
      category: "Les vendeurs cherchent les demandes par catégorie.", details: "Plus c’est précis, mieux les offres conviennent.", budget: "Un repère pour les vendeurs. Vous pouvez laisser les deux bornes vides ; les offres peuvent être plus hautes ou plus basses.",
      deadline: "Vous pouvez aussi accepter une offre après cette date.", files: "Une photo, un plan, un cahier des charges. Toute personne connectée peut les ouvrir.", review: "Rien ne vous engage tant que vous n’acceptez pas une offre, et vous ne payez qu’à ce moment-là.",
    },
    next: "Suivant", back: "Retour", post: "Publier la demande", save: "Enregistrer les modifications", posted: "Votre demande est publiée.", saved: "Votre demande est modifiée.",
    name: "Titre", nameHint: "Une ligne qu’un vendeur comprend.", description: "Détails", descriptionHint: "Quoi exactement, dans quel état, pour quelle destination, et comment vous vérifierez.",
    nameShort: "Au moins 3 lettres.", descriptionShort: "Au moins 10 lettres.", chooseCategory: "Choisissez une catégorie.", badAmount: "Écrivez un montant comme 250 ou 99,50.", upsideDown: "Le maximum est inférieur au minimum.", pastDay: "Choisissez un jour à venir.",
    budgetMin: "À partir de (facultatif)", budgetMax: "Jusqu’à (facultatif)", currency: "Monnaie", day: "Dernier jour (facultatif)", noDeadline: "Sans échéance", days: (n: number) => plural(n, { one: `Dans ${num(n)} jour`, other: `Dans ${num(n)} jours` }),
    addFiles: "Ajouter des fichiers", dropHere: "ou déposez-les ici", filesLimit: (n: number) => `Images, PDF, texte ou zip. ${num(n)} au maximum.`, uploading: (name: string) => `Envoi de ${name}…`, tooMany: (n: number) => plural(n, { one: `Une demande a au plus ${num(n)} pièce jointe.`, other: `Une demande a au plus ${num(n)} pièces jointes.` }), removeFile: (name: string) => `Retirer ${name}`, noFiles: "Aucune pièce jointe",
    change: "Modifier", changeStep: (step: string) => `Modifier : ${step}`, draft: "Votre brouillon est conservé dans cet onglet.", startOver: "Recommencer", outdates: "Si vous changez la catégorie, les détails, la monnaie ou les pièces jointes, les offres déjà reçues ne sont plus valables : leurs vendeurs doivent en refaire une.",
    notOpen: "Cette demande ne peut plus être modifiée.", notYours: "Seul l’acheteur qui l’a publiée peut modifier cette demande.",
  },
  offer: {
    heading: "Offres", none: "Aucune offre pour l’instant", noneHint: "Elles apparaissent ici d’elles-mêmes dès que des vendeurs répondent. Vous en êtes aussi informé.",
    make: "Faire une offre", revise: "Modifier mon offre", counter: "Contre-offre", accept: "Accepter", decline: "Refuser", withdraw: "Retirer",
    price: "Prix", note: "Message (facultatif)", noteHint: "Ce qui est compris, et pourquoi vous choisir.", deliveryDays: "Jours pour livrer, après le paiement", inspectionDays: "Jours pour vérifier, après la livraison",
    seller: "Vendeur", by: (who: string) => `proposé par ${who}`, total: "Vous payez en tout", delivery: "Livraison", inspection: "Période de vérification", milestones: "Étapes", oneGo: "En une seule livraison", message: "Message", state: "État",
    milestoneParts: (n: number) => plural(n, { one: `${num(n)} étape`, other: `${num(n)} étapes` }),
    yours: "Votre offre", history: "Historique", historyTitle: "Ce qui a été proposé", revision: (n: number) => `Proposition ${num(n)}`,
    waitBuyer: "En attente de la réponse de l’acheteur.", waitSeller: "En attente de la réponse du vendeur.", outdated: "La demande a changé depuis. Ces conditions ne peuvent plus être acceptées ; proposez-les à nouveau.", outdatedBuyer: "Vous avez modifié la demande depuis. Le vendeur doit refaire une offre, ou vous faites une contre-offre.", yourTurn: "C’est à vous de répondre.",
    sent: "Votre offre est envoyée.", revised: "Les nouvelles conditions sont envoyées.", declined: "L’offre est refusée.", withdrawn: "Votre offre est retirée.",
    declineTitle: "Refuser cette offre ?", declineText: (name: string) => `${name} en est informé et peut faire une autre offre. Aucun argent n’est encore engagé.`, withdrawTitle: "Retirer votre offre ?", withdrawText: "L’acheteur en est informé et ne peut plus l’accepter. Vous pouvez en faire une autre tant que la demande est ouverte.",
    states: { open: "Ouverte", accepted: "Acceptée", declined: "Refusée", withdrawn: "Retirée", closed: "Demande close" } as Record<string, string>,
    mine: "Mes offres",
    days: (n: number) => plural(n, { one: `${num(n)} jour`, other: `${num(n)} jours` }),
    sorts: { price: "Total le plus bas", speed: "Livraison la plus rapide", rating: "Mieux évalués" } as Record<string, string>,
    compare: "Comparaison des offres", others: "Offres terminées", deals: (n: number) => plural(n, { one: `${num(n)} affaire terminée`, other: `${num(n)} affaires terminées` }), since: (month: string) => `Membre depuis ${month}`, notRated: "Pas encore évalué", rated: (score: string, n: number) => `${score} sur 5, ${ratings(n)}`,
    cheapest: "Total le plus bas", fastest: "Le plus rapide",
    parts: "Découper en étapes", partsHint: "L’acheteur place tout sous séquestre en une fois. Chaque étape est livrée, vérifiée et libérée séparément.", partTitle: (n: number) => `Étape ${num(n)}`, partAmount: (n: number) => `Montant de l’étape ${num(n)}`, addPart: "Ajouter une étape", removePart: (n: number) => `Retirer l’étape ${num(n)}`,
    badDays: (most: number) => `Un nombre entier de ${num(1)} à ${num(most)}.`,
    partsSum: (sum: string, price: string) => `Total des étapes : ${sum} sur ${price}.`, partsRight: "Le total des étapes correspond au prix.", partsLeft: "Attribuer le reste à la dernière étape", titleNeeded: "Indiquez ce qui est livré.", badAmount: "Écrivez un montant comme 250 ou 99,50.", oneIsNone: "Une seule étape ne découpe rien : ajoutez-en une autre, ou désactivez cette option.",
  },
  accept: {
    title: "Accepter ces conditions ?", intro: "Elles deviennent une commande. Personne ne peut les modifier ensuite.",
    buyerPays: "L’acheteur paie", youPay: "Vous payez", sellerGets: "Le vendeur reçoit", youGet: "Vous recevez", feeBuyer: "Frais de la plateforme, payés par l’acheteur", feeSeller: "Frais de la plateforme, payés par le vendeur", price: "Prix convenu",
    periods: "Ce qui se passe et quand, y compris si personne n’agit",
    payment: (d: string) => `L’acheteur a ${d} pour payer sous séquestre. Sans paiement, la commande expire et personne ne doit rien.`,
    deliver: (d: string) => `Une fois le paiement fait, le vendeur a ${d} pour livrer. Sans livraison, tout l’argent revient à l’acheteur.`,
    inspect: (d: string) => `Après la livraison, l’acheteur a ${d} pour vérifier. Sans objection, l’argent est libéré au profit du vendeur.`,
    dispute: (d: string) => `Chaque partie peut ouvrir un litige. Si aucune décision n’est rendue dans un délai de ${d}, tout l’argent revient à l’acheteur.`,
    othersEnd: "Les autres offres sur cette demande prennent fin.", confirm: "Accepter et créer la commande", changed: "Les conditions ont changé depuis que vous avez ouvert cette fenêtre. Relisez-les.",
  },
};
export default words;
