// What the frame of every page says, and the words that all pages share.
import { num, plural } from "../format";
import type en from "../en/common";

const words: typeof en = {
  app: {
    name: "Amanat",
    skip: "Aller au contenu",
    foot: "L’argent attend sous séquestre jusqu’à ce que le travail soit livré.",
    docs: "Documentation de l’API",
    crashed: "Cette page n’a pas pu s’afficher.",
    crashedHint: "Rechargez-la. Si le problème persiste, prévenez l’exploitant de ce site en lui donnant l’identifiant de requête, s’il y en a un.",
    reload: "Recharger la page",
    newVersion: "Une nouvelle version de ce site est disponible. Rechargez la page pour continuer.",
    notFound: "Cette page n’existe pas",
    notFoundHint: "L’adresse est peut-être mal saisie, ou le contenu a disparu.",
    home: "Aller à l’accueil",
    menu: "Menu",
    mainMenu: "Menu principal",
    deskMenu: "Bureaux",
    openSearch: "Rechercher",
    searchHint: "Rechercher ou aller à…",
    offline: "Vous êtes hors ligne. Les informations affichées peuvent être anciennes.",
    waiting: "La connexion en direct est perdue. Les informations affichées peuvent être anciennes.",
    online: "La connexion est rétablie.",
    ended: "Vous êtes déconnecté : votre session a expiré ou a été fermée ailleurs.",
    languageChanged: "Vous avez choisi une autre langue dans un autre onglet.",
    signInAgain: "Se reconnecter",
  },
  nav: {
    home: "Accueil", browse: "Demandes", goods: "Annonces", tokens: "Mes jetons", sell: "Vendre", orders: "Commandes", myRequests: "Mes demandes", myOffers: "Mes offres", money: "Argent",
    notifications: "Notifications", alerts: "Alertes", account: "Compte", security: "Connexion et sécurité", signIn: "Se connecter", register: "Créer un compte", signOut: "Se déconnecter", post: "Publier une demande", newListing: "Proposer quelque chose", more: "Plus", shortcuts: "Raccourcis clavier", how: "Comment ça marche",
    desk: "Bureau", payouts: "Versements", exceptions: "Cas particuliers", awaiting: "En attente de confirmation", thresholds: "Seuils", sweeps: "Regroupements", disputes: "Litiges", listings: "Annonces", categories: "Catégories", networks: "Réseaux et jetons", webhooks: "Webhooks", ledger: "Grand livre", jobs: "Tâches", people: "Personnes", audit: "Journal d’audit",
    groups: { market: "Marché", mine: "Mon espace", account: "Compte", money: "Argent", deals: "Affaires", system: "Système" },
  },
  looks: {
    language: "Langue", theme: "Thème", light: "Clair", dark: "Sombre", auto: "Comme sur cet appareil", calendar: "Calendrier", gregory: "Grégorien", persian: "Persan",
  },
  roles: { buyer: "Acheteur", seller: "Vendeur", resolver: "Médiateur", guard: "Contrôleur", admin: "Administrateur" },
  keys: {
    title: "Raccourcis clavier", palette: "Rechercher et aller partout", help: "Afficher cette liste", home: "Aller à l’accueil", orders: "Aller aux commandes", notifications: "Aller aux notifications", close: "Fermer ce qui est ouvert", then: "puis",
  },
  common: {
    loading: "Chargement", failed: "L’opération n’a pas abouti", unknown: "Une erreur est survenue.", requestId: "Identifiant de requête :", copyRequestId: "Copier l’identifiant de requête", retry: "Réessayer", more: "Afficher plus",
    retryIn: (seconds: number) => plural(seconds, { one: "Réessayez dans une seconde.", other: `Réessayez dans ${num(seconds)} secondes.` }),
    retryInMinutes: (minutes: number) => plural(minutes, { one: "Réessayez dans une minute.", other: `Réessayez dans ${num(minutes)} minutes.` }),
    copied: "Copié", copyAddress: "Copier l’adresse", copyHash: "Copier l’empreinte", copyAmount: "Copier le montant", now: "maintenant", cancel: "Annuler", back: "Retour",
    offline: "Le serveur est injoignable. Vérifiez votre connexion et réessayez.", fileNotSent: "Le fichier n’a pas pu être envoyé. Vérifiez votre connexion et réessayez.", unreadable: (status: number) => `Le serveur a répondu ${status}.`,
    fillIn: "Remplissez ce champ.", notFit: "C’est incomplet, ou pas dans la bonne forme.", notEmail: "Ce n’est pas une adresse e-mail.",
    send: "Envoyer", save: "Enregistrer", saved: "Enregistré", close: "Fermer", you: "vous", all: "Tout", none: "Aucun", nothing: "—", table: "Sous forme de tableau", remove: "Retirer", newTab: "s’ouvre dans un nouvel onglet", browserWallet: "Portefeuille du navigateur",
  },
  auth: {
    signIn: "Se connecter", register: "Créer votre compte", email: "E-mail", password: "Mot de passe", passwordHint: "Au moins 10 caractères. Quelques mots à la suite conviennent bien.",
    name: "Nom vu par les autres", noAccount: "Pas encore de compte ?", haveAccount: "Vous avez déjà un compte ?",
    iWant: "Je souhaite", both: "acheter et vendre", buyer: "acheter", seller: "vendre",
    devTitle: "Connexions de développement", devHint: "Affichées parce que ce site fonctionne en mode développement.",
    needed: "Connectez-vous pour continuer.",
    forbidden: "Cette page n’est pas accessible avec votre compte",
    reason: (need: string) => `Elle est réservée aux personnes ayant l’un de ces rôles : ${need}.`,
    have: (roles: string) => `Vos rôles : ${roles}.`,
    haveNone: "Votre compte n’a encore aucun rôle.",
    whatNow: "Un administrateur de ce site peut vous attribuer un rôle. Si vous avez un autre compte autorisé à ouvrir cette page, déconnectez-vous puis connectez-vous avec celui-là.",
    otherAccount: "Se connecter avec un autre compte",
  },
  note: {
    title: "Notifications", none: "Rien de nouveau", noneHint: "Vous êtes informé ici des offres, des paiements et des livraisons.", readAll: "Tout marquer comme lu", unread: (n: number) => plural(n, { one: `${num(n)} non lue`, other: `${num(n)} non lues` }), all: "Tout voir", onlyUnread: "Non lues seulement", noneUnread: "Vous avez tout lu", today: "Aujourd’hui", yesterday: "Hier", unreadMark: "non lue",
    arrived: (title: string) => `Nouvelle notification : ${title}`,
  },
  looking: { banner: (name: string) => `Vous voyez ce que voit ${name}. Vous pouvez regarder, pas agir.`, end: "Arrêter" },
};
export default words;
