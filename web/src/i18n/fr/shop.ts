// Shops, for those who have one and those who look at it; and texts to use again.
import { num, plural } from "../format";
import type en from "../en/shop";

const words: typeof en = {
  list: "Boutiques", listHint: "Des vendeurs qui proposent ici des biens et leur travail.", none: "Aucune boutique pour l’instant", noneHint: "Un vendeur peut en ouvrir une en une minute.",
  since: (month: string) => `Ouverte depuis ${month}`, onBreak: "En pause", onBreakHint: "Cette boutique fait une pause en ce moment. Les affaires en cours se poursuivent comme convenu.",
  visit: "Voir la boutique", edit: "Modifier la boutique", owner: "À propos du vendeur", listings: "En vente", noListings: "Rien n’est en vente pour le moment", noListingsHint: "Revenez plus tard, ou publiez une demande : le vendeur vous fera peut-être une offre.", ratings: "Ce qu’en disent les acheteurs", noRatings: "Personne n’a encore évalué ce vendeur",
  gone: "Cette boutique est introuvable", goneHint: "Elle a été fermée ou renommée, ou son propriétaire ne peut pas vendre actuellement.", all: "Toutes les boutiques", member: (month: string) => `Membre depuis ${month}`, deals: (n: number) => plural(n, { one: `${num(n)} affaire terminée`, other: `${num(n)} affaires terminées` }),
  ask: "Publier une demande",
  editor: {
    title: "Votre boutique", newTitle: "Ouvrir votre boutique", hint: "Une page à vous, qui montre ce que vous vendez et ce que les acheteurs disent de vous.", name: "Nom", nameHint: "Celui que l’on utilise pour en parler.", slug: "Adresse", slugHint: "Minuscules, chiffres et tirets simples ; de 3 à 40 caractères.",
    about: "À propos", aboutHint: "Ce que vous vendez, comment vous travaillez, ce sur quoi les acheteurs peuvent compter. 5 000 caractères au plus.", logo: "Image", logoHint: "JPEG, PNG ou WebP. Elle est recadrée en carré.", choose: "Choisir une image", drop: "Retirer l’image",
    break: "Je fais une pause", breakHint: "Votre boutique l’indique alors. Les annonces restent en vente tant que vous ne les mettez pas en pause, et les affaires se poursuivent.", open: "Ouvrir la boutique", saved: "La boutique est enregistrée.", opened: "Votre boutique est ouverte.",
    free: "Cette adresse est libre.", yours: "C’est votre adresse.", taken: "Cette adresse est déjà prise.", malformed: "Utilisez de 3 à 40 minuscules, chiffres et tirets simples.", moved: "L’ancienne adresse cesse de fonctionner dès que vous enregistrez.",
    close: "Fermer la boutique", closeAsk: "Fermer votre boutique ?", closeHint: "Sa page disparaît et son adresse redevient libre pour d’autres. Vos annonces, affaires et évaluations restent.", closed: "Votre boutique est fermée.",
  },
  templates: {
    title: "Modèles", hint: "Des textes que vous réutilisez souvent. Vous seul les voyez.", none: "Aucun modèle pour l’instant", noneHint: "Écrivez un texte une fois, puis insérez-le dans une offre, une livraison, une demande ou une annonce en un clic.", add: "Nouveau modèle", edit: "Modifier le modèle", change: "Modifier",
    kind: "Pour", kinds: { offer: "Offres", delivery: "Livraisons", request: "Demandes", listing: "Annonces" } as Record<string, string>, name: "Nom", nameHint: "Pour vous seul.", body: "Texte", price: "Prix (facultatif)", currency: "Monnaie", deliveryDays: "Jours pour livrer (facultatif)", inspectionDays: "Jours pour vérifier (facultatif)",
    saved: "Le modèle est enregistré.", removed: "Le modèle est supprimé.", removeAsk: "Supprimer ce modèle ?", removeHint: (name: string) => `« ${name} » disparaît définitivement. Ce que vous avez écrit avec ce modèle reste.`, count: (n: number) => `${num(n)} sur ${num(100)}`, empty: "Aucun texte",
    days: (n: number) => plural(n, { one: `${num(n)} jour pour livrer`, other: `${num(n)} jours pour livrer` }), inspection: (n: number) => plural(n, { one: `${num(n)} jour pour vérifier`, other: `${num(n)} jours pour vérifier` }),
    use: "Modèles", useNone: "Aucun modèle pour cela pour l’instant", save: "Enregistrer comme modèle", manage: "Tous les modèles", saveTitle: "Enregistrer comme modèle", used: (name: string) => `Le texte de « ${name} » est inséré.`,
  },
};
export default words;
