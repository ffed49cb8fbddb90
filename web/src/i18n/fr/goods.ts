// Goods by the unit, for those who buy.
import { num, plural } from "../format";
import type en from "../en/goods";

const units = (n: number) => plural(n, { one: `${num(n)} unité`, other: `${num(n)} unités` });

const words: typeof en = {
  units,
  kinds: { reveal_secret: "Identifiants", code_pool: "Codes", metered_gateway: "API à l’usage" } as Record<string, string>,
  states: { draft: "Brouillon", active: "En vente", paused: "En pause", sold_out: "Épuisée", removed: "Supprimée" } as Record<string, string>,
  moderation: { pending: "En attente d’approbation", approved: "Approuvée", rejected: "Non approuvée" } as Record<string, string>,
  browse: {
    title: "Biens à l’unité", hint: "Accès API, clés de licence et identifiants. Vous payez sous séquestre et recevez aussitôt votre achat.",
    search: "Rechercher dans les annonces", kind: "Type", price: "Prix à l’unité",
    sorts: { newest: "Plus récentes", price: "Prix le plus bas", rating: "Mieux évaluées", popularity: "Plus achetées" } as Record<string, string>,
    noneYet: "Rien n’est encore en vente", perUnit: "l’unité", left: (n: number) => (n === 0 ? "plus aucune unité" : plural(n, { one: `${num(n)} restante`, other: `${num(n)} restantes` })),
    sales: (n: number) => plural(n, { one: `${num(n)} vente`, other: `${num(n)} ventes` }), by: (name: string) => `par ${name}`, oneSeller: "Un seul vendeur", sell: "Vendre quelque chose",
  },
  stars: {
    none: "Pas encore évaluée", label: (score: string, n: number) => plural(n, { one: `Note de ${score} sur 5, donnée par ${num(n)} acheteur`, other: `Note de ${score} sur 5, donnée par ${num(n)} acheteurs` }), short: (n: number) => `(${num(n)})`,
    one: (n: number) => plural(n, { one: `${num(n)} étoile sur 5`, other: `${num(n)} étoiles sur 5` }),
  },
  listing: {
    about: "Ce que vous recevez", unit: "Une unité correspond à", counts: "Ce qui est compté", validity: "Utilisable pendant", inspection: "Période de vérification", limits: "Débit", order: "Par commande", kind: "Type", category: "Catégorie", stock: "En stock",
    validityText: (d: string) => `${d} après le paiement`, callLimits: (perMinute: number, atOnce: number) => `${plural(perMinute, { one: `${num(perMinute)} appel`, other: `${num(perMinute)} appels` })} par minute, ${num(atOnce)} à la fois`,
    mostPerCall: (n: number) => `Un appel coûte au plus ${units(n)}.`,
    range: (min: number, max: number) => (min === max ? units(min) : `De ${num(min)} à ${units(max)}`),
    meters: {
      request: "Chaque appel compte pour une unité.", header: (name: string) => `Autant d’unités que l’indique l’en-tête ${name} de la réponse.`,
      json_path: (path: string) => `Autant d’unités que l’indique le champ ${path} de la réponse.`,
    },
    uncounted: "L’usage n’est pas compté : une fois affiché, le contenu est à vous.",
    inspectionText: (d: string) => `${d}, puis le vendeur est payé`, spentText: "Le vendeur est payé pour ce que vous avez utilisé, quand la dernière unité est utilisée, quand la durée est écoulée ou quand vous demandez le remboursement du reste.",
    settled: "Quand le vendeur est payé",
    seller: "Vendeur", ratings: "Ce qu’en disent les acheteurs", ratingsNone: "Aucune évaluation pour l’instant", ratingsHint: "Seules les personnes qui ont acheté peuvent évaluer.",
    gone: "Cette annonce n’est pas en vente", yours: "C’est votre annonce", yoursHint: "Vous ne pouvez pas acheter la vôtre.", edit: "Modifier l’annonce",
    paused: "Pas en vente actuellement", pausedHint: "Ce qui a déjà été acheté continue de fonctionner.", soldOut: "Épuisée", soldOutHint: "Des unités redeviennent disponibles quand une commande n’est pas payée. Revenez plus tard.",
    draft: "Brouillon", draftHint: "Vous seul le voyez.", closed: "Supprimée", closedHint: "Elle n’est plus vendue.",
    pending: "En attente d’approbation", pendingHint: "Elle sera visible une fois examinée par la plateforme.", rejectedHint: "Personne d’autre ne la voit.",
  },
  buy: {
    title: "Acheter", units: "Unités", times: (n: number | null, price: string) => `${n === null ? "…" : num(n)} × ${price}`, fee: "Frais de la plateforme", total: "Vous payez", how: "Mode de paiement",
    fromBalance: (symbol: string, network: string) => `Avec mon solde : ${symbol}${network ? `, ${network}` : ""}`, balanceHas: (amount: string) => `Disponible : ${amount}. Payé et livré aussitôt.`,
    later: "Par carte ou en cryptomonnaie", laterHint: "Choisissez à la page suivante. Les unités vous sont réservées pendant une heure.",
    tooLarge: "Ce montant dépasse ce qui peut être payé en une fois avec un solde.", noBalance: "Aucun solde ne suffit.",
    submitBalance: "Acheter et payer avec mon solde", submitLater: "Acheter et passer au paiement", signIn: "Se connecter pour acheter", notBuyer: "Ce compte ne peut pas acheter.",
    whole: "Unités entières seulement.", atLeast: (n: number) => `Au moins ${units(n)} par commande.`, atMost: (n: number) => `Au plus ${units(n)} par commande.`, only: (n: number) => `Il ne reste que ${units(n)}.`,
  },
  after: {
    title: "Ce qui se passe après le paiement", escrow: "Votre argent est placé sous séquestre, il ne va pas au vendeur.",
    get: {
      reveal_secret: "Les identifiants apparaissent aussitôt dans « Mes jetons ».", code_pool: "Vos codes apparaissent aussitôt dans « Mes jetons », un par unité.", metered_gateway: "Un jeton d’accès apparaît aussitôt dans « Mes jetons ». Chaque utilisation est comptée, et vous la voyez.",
    } as Record<string, string>,
    check: (d: string) => `Vous avez ${d} pour vérifier. En cas de problème, ouvrez un litige : l’argent reste sous séquestre jusqu’à son règlement.`, paid: "Sans objection, le vendeur est payé à la fin de cette période.",
    metered: "Le vendeur n’est payé que pour les unités que vous utilisez. Le reste vous revient à votre demande, ou quand la durée est écoulée.",
  },
  tokens: {
    title: "Mes jetons", none: "Vous n’avez aucun jeton", noneHint: "Ce que vous achetez à l’unité apparaît ici dès le paiement.", browse: "Voir les annonces",
    states: { active: "Actif", on_hold: "Bloqué", spent: "Épuisé", expired: "Expiré", revoked: "Désactivé" } as Record<string, string>,
    held: "Il ne peut être ni utilisé ni affiché tant que sa commande est en litige, bloquée ou sous proposition d’annulation, ou si son paiement a été repris.",
    ended: {
      buyer: "Vous l’avez désactivé.", expired: "Sa durée est écoulée.", spent: "Toutes les unités sont utilisées.", refunded_unused: "Vous avez demandé le remboursement des unités inutilisées.", order_refunded: "Sa commande a été remboursée.",
      order_resolved: "Un litige sur sa commande a été tranché.", order_completed: "Sa commande a été réglée.",
    } as Record<string, string>,
    used: (used: number, all: number) => plural(all, { one: `${num(used)} sur ${num(all)} unité utilisée`, other: `${num(used)} sur ${num(all)} unités utilisées` }), until: "jusqu’au", expires: "Utilisable jusqu’au", bought: "Acheté", units: "Unités", shown: "Dernier affichage", never: "jamais",
    reveal: "Afficher le secret", revealHint: { reveal_secret: "Les identifiants que vous avez achetés.", code_pool: "Le code que vous avez acheté.", metered_gateway: "Votre jeton d’accès à la passerelle." } as Record<string, string>,
    revealLogged: "Vous prouvez à nouveau votre identité, et chaque affichage est consigné.", revealTitle: "Afficher le secret ?", revealAsk: "Toute personne qui le voit peut l’utiliser. Il est masqué à nouveau après une minute.", revealDo: "Afficher",
    revealed: "Votre secret", hides: (s: number) => `Masqué dans ${num(s)} s`, hide: "Masquer maintenant", copy: "Copier le secret",
    call: "Comment l’appeler", callHint: "Toute méthode et tout chemin du service. Insérez son chemin et votre jeton ; tant que le jeton est affiché, il figure dans la commande.", callPath: "CHEMIN-DU-SERVICE", callToken: "VOTRE_JETON",
    callCounts: "Les réponses du service comptent, y compris les 4xx. Si le service échoue (5xx, délai dépassé, injoignable), rien n’est compté. Un appel que vous interrompez compte.", copyCall: "Copier la commande",
    refund: "Rembourser les unités inutilisées", refundTitle: "Rembourser les unités inutilisées ?", refundText: (unused: number, amount: string | null, used: number) => `Unités rendues : ${num(unused)}${amount ? `. Vous récupérez ${amount} sur ce que vous avez payé` : ""}. Le vendeur est payé pour ${units(used)}.`,
    refundRunning: "Les appels en cours comptent comme utilisés.", refundEnds: "Le jeton cesse aussitôt de fonctionner et la commande est réglée. Cette opération est irréversible.", refundDo: "Rembourser et terminer", refunded: "Les unités inutilisées sont remboursées.", refundedText: (amount: string, used: string) => `Vous récupérez ${amount}. L’usage s’est élevé à ${used}.`,
    revoke: "Désactiver le jeton", revokeTitle: "Désactiver ce jeton ?", revokeMetered: "Il cesse aussitôt de fonctionner et ne pourra pas être réactivé. Ce que vous n’avez pas utilisé vous revient.", revokeHeld: "Il cesse définitivement de fonctionner. Le sort de l’argent est réglé avec sa commande.", revokeOther: "Son secret ne pourra plus être affiché. Gardez-en d’abord une copie si vous en avez encore besoin.", revokeDone: "Le jeton est désactivé.",
  },
  usage: {
    title: "Usage", per: "Graphique sur", pers: { hour: "48 heures", day: "30 jours" } as Record<string, string>, sold: (used: number, all: number, tokens: number) => `${plural(all, { one: `${num(used)} sur ${num(all)} unité utilisée`, other: `${num(used)} sur ${num(all)} unités utilisées` })}, ${plural(tokens, { one: `pour ${num(tokens)} jeton`, other: `pour ${num(tokens)} jetons` })}`, none: "Aucun appel pour l’instant", noneHint: "Les appels apparaissent ici au fur et à mesure.", chart: "Unités utilisées dans le temps", when: "Date", units: "Unités", recent: "Appels récents", took: (ms: number) => `${num(ms)} ms`, running: "en cours", more: "Appels précédents",
    outcomes: { counted: "compté", not_billed: "non compté", interrupted: "interrompu, compté" } as Record<string, string>,
  },
  order: {
    title: "Unités", listing: "Annonce", units: "Unités", unitPrice: "Prix à l’unité", earned: "Gagné par l’usage", tokens: "Ce que vous avez acheté", none: "Livré dès que le paiement est confirmé.",
    metered: "Seul ce qui est utilisé est payé. Si personne ne fait rien, la part utilisée va au vendeur et le reste revient à l’acheteur quand la durée est écoulée.",
    plain: "Livré aussitôt. Sans objection pendant la période de vérification, le vendeur est payé.",
    leadBuyer: "Utilisez votre achat. Vous ne payez que ce que vous utilisez.", leadSeller: "Livré. Vous êtes payé pour ce que l’acheteur utilise.", doneBuyer: "Ce que vous avez utilisé est payé. Le reste est à nouveau à vous.", doneSeller: "Vous êtes payé pour ce qui a été utilisé.", settledBy: "Réglé au plus tard après", fundedBuyer: "L’argent est sous séquestre. La livraison est automatique.", fundedSeller: "L’argent est sous séquestre. La livraison est automatique.",
  },
  rating: {
    title: "Évaluations", ask: (who: string) => `Comment s’est passée l’affaire avec ${who} ?`, blind: "Aucune partie ne voit l’évaluation de l’autre avant que les deux aient évalué, ou qu’une semaine soit passée. Elle ne peut plus être modifiée ensuite.", until: (day: string) => `Vous pouvez évaluer jusqu’au ${day}.`, comment: "En quelques mots (facultatif)", send: "Évaluer", done: "Merci. Votre évaluation est enregistrée.", yours: "Votre avis", theirs: (name: string) => `L’avis de ${name}`, hidden: (day: string) => `Visible par l’autre partie quand elle aura évalué, au plus tard le ${day}.`, waiting: "L’évaluation de l’autre partie n’est pas encore visible.", choose: "Choisissez de 1 à 5 étoiles.", none: "Personne n’a évalué cette commande.",
  },
  money: {
    preference: "Comment vous êtes payé", automatic: "Verser aussitôt", automaticHint: "Tout ce qu’une commande libère pour vous part vers votre adresse de versement ou votre compte chez le prestataire de paiement. Désactivé : l’argent reste dans votre solde, pour acheter ou pour le retirer ; seul ce qui a été payé par carte retourne toujours sur la carte.",
    card: "Versements des paiements par carte", cardReady: "Votre compte est prêt : l’argent payé par carte peut vous être versé.", cardNone: "Pour recevoir l’argent que des acheteurs ont payé par carte, ouvrez un compte chez le prestataire de paiement.", cardConnect: "Configurer les versements", cardGo: "Continuer la configuration", cardOff: "Cette plateforme n’accepte pas les cartes.", cardAgain: "Cette page avait expiré. Appuyez à nouveau sur le bouton.", cardDone: "Merci. Le prestataire de paiement vérifie ; cette page l’indiquera quand tout sera prêt.",
  },
};
export default words;
