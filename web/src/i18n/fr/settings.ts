// A person's own settings.
import { num, plural } from "../format";
import type en from "../en/settings";

const words: typeof en = {
  title: "Compte",
  sections: "Paramètres",
  nav: { profile: "Profil", security: "Connexion et sécurité", addresses: "Adresses", payouts: "Adresses de versement", keys: "Clés d’API", privacy: "Vos données" },
  profile: {
    picture: "Image", pictureHint: "JPEG, PNG ou WebP. Elle est recadrée en carré, et toutes les données cachées en sont retirées.", choose: "Choisir une image", drop: "Retirer l’image",
    about: "À propos de vous", aboutHint: "Affiché sur votre profil public. 1 000 caractères au plus.", seePublic: "Voir votre profil public",
    preferences: "Préférences", language: "Langue", languageHint: "Celle de ce site et des messages que nous vous envoyons.", currency: "Monnaie d’affichage des prix", email: "M’envoyer aussi les notifications par e-mail", emailHint: "Les messages sur la sécurité de votre compte sont toujours envoyés.",
  },
  security: {
    emailTitle: "Adresse e-mail", emailNone: "Aucune adresse e-mail", emailNew: "Nouvelle adresse", emailSend: "Envoyer une confirmation", emailSent: "Ouvrez le lien contenu dans le message envoyé à la nouvelle adresse. D’ici là, rien ne change.",
    passwordTitle: "Mot de passe", passwordNone: "Vous n’avez pas de mot de passe ; vous vous connectez autrement.", current: "Mot de passe actuel", next: "Nouveau mot de passe", passwordChange: "Changer le mot de passe", passwordSet: "Définir un mot de passe", passwordDone: "Votre mot de passe a été changé. Toutes vos autres sessions sont fermées.",
    passkeys: "Clés d’accès", passkeysHint: "Connectez-vous avec votre empreinte digitale, votre visage ou le code PIN de l’appareil : rien à retenir, rien à révéler à une fausse page.", passkeyAdd: "Ajouter une clé d’accès", passkeyName: "Son nom", passkeyNameHint: "Par exemple « Ordinateur » ou « Téléphone ».", passkeyNone: "Aucune clé d’accès pour l’instant", passkeyAdded: "La clé d’accès est ajoutée.", passkeyClosed: "Aucune clé d’accès n’a été créée.", passkeyKnown: "Cet appareil ou cette clé de sécurité contient déjà une de vos clés d’accès.", passkeyRemoveAsk: "Retirer cette clé d’accès ?", passkeyRemoveHint: "Elle ne vous connecte plus ici. Elle peut rester enregistrée sur votre appareil ; supprimez-la aussi là.", rename: "Renommer", lastUsed: "dernière utilisation", never: "aucune utilisation", 
    totp: "Application d’authentification", totpHint: "En plus de votre mot de passe, un code d’une application de votre téléphone est demandé.", totpOn: "Activée depuis le", totpSetUp: "Configurer", totpRemove: "Retirer", totpScan: "Scannez ce code avec votre application, ou saisissez la clé. Saisissez ensuite le code qu’elle affiche.", totpKey: "Clé", totpConfirm: "Activer", totpQr: "Code QR pour l’application d’authentification", totpRemoveAsk: "Retirer l’application d’authentification ?", totpRemoveHint: "Dès lors, aucun code n’est demandé et les codes de secours cessent de fonctionner. Les membres de l’équipe ont besoin d’un second facteur.", totpRemoved: "L’application d’authentification est retirée.",
    codes: "Codes de secours", codesLeft: (n: number) => plural(n, { one: `Il reste ${num(n)} code de secours sur 10.`, other: `Il reste ${num(n)} codes de secours sur 10.` }), codesRenew: "Créer de nouveaux codes de secours", codesHint: "Gardez-les là où vous les retrouverez sans votre téléphone. Chacun ne sert qu’une fois, et ils ne seront plus affichés.", codesKept: "Je les ai conservés", codesCopy: "Copier les codes", codesDownload: "Télécharger", codesPrint: "Imprimer", codesFile: (site: string) => `Codes de secours pour ${site}. Chacun ne sert qu’une fois.`, codesRenewAsk: "Les anciens codes cessent aussitôt de fonctionner.",
    identities: "Comptes associés", identitiesHint: "Des comptes ailleurs qui vous connectent ici.", identitiesNone: "Aucun compte associé", link: (name: string) => `Associer ${name}`, unlink: "Dissocier", unlinkAsk: "Dissocier ce compte ?", unlinkHint: "Il ne vous connecte plus ici.", linked: "Le compte est associé.", unlinked: "Le compte est dissocié.",
    sessions: "Vos sessions ouvertes", others: "Se déconnecter partout ailleurs", othersDone: "Vous êtes déconnecté partout ailleurs.", everywhere: "Se déconnecter partout", everywhereAsk: "Se déconnecter partout ?", everywhereHint: "Vous êtes déconnecté de tous les appareils, y compris celui-ci, et devez vous reconnecter.", by: { password: "mot de passe", passkey: "clé d’accès", link: "lien par e-mail", oidc: "compte associé", telegram: "Telegram", wallet: "portefeuille" } as Record<string, string>, name: "Nom",
  },
  addresses: {
    none: "Aucune adresse pour l’instant", removeHint: "Les commandes passées avec cette adresse la conservent.", noneHint: "Où sont envoyées les choses que vous achetez. Seul le vendeur d’une affaire qui en a besoin la voit.", add: "Ajouter une adresse", edit: "Modifier l’adresse", isDefault: "Par défaut", makeDefault: "Utiliser par défaut", label: "Libellé (facultatif)", recipient: "Destinataire", line1: "Numéro et rue", line2: "Complément (facultatif)", city: "Ville", region: "Région ou État (facultatif)", postalCode: "Code postal (s’il y en a un)", country: "Pays", countryNone: "Aucun pays ne porte ce nom", phone: "Téléphone (facultatif)", phoneHint: "Avec l’indicatif du pays, par exemple +33123456789",
    removeAsk: "Retirer cette adresse ?", removed: "L’adresse est retirée.",
  },
  keys: {
    hint: "Pour les programmes qui agissent en votre nom. Une clé ne peut jamais changer la protection de votre compte, afficher des secrets ni faire sortir de l’argent.", none: "Aucune clé d’API", noneHint: "Créez-en une quand un programme doit agir en votre nom.", add: "Créer une clé", name: "Nom", nameHint: "Ce qui l’utilise.", scopes: "Ce qu’elle peut faire", days: "Durée de validité (jours)", networks: "Seulement depuis ces réseaux (facultatif)", networksHint: "Un par ligne, par exemple 203.0.113.0/24", networkWrong: (line: string) => `« ${line} » n’est ni une adresse ni un réseau`, limit: (n: number) => plural(n, { one: `${num(n)} requête par minute`, other: `${num(n)} requêtes par minute` }), perMinute: "Requêtes par minute", make: "Créer la clé", made: "Votre nouvelle clé", madeHint: "Copiez-la maintenant. Elle ne sera plus affichée.", copy: "Copier la clé", kept: "Je l’ai copiée", revoke: "Révoquer", revokeAsk: "Les programmes qui utilisent cette clé cessent aussitôt de fonctionner.", revoked: "Révoquée", expires: "jusqu’au", expired: "expirée", from: "depuis", docs: "Comment l’utiliser",
    scope: { read: "Consulter tout ce qui est à vous", marketplace: "Demandes et offres", goods: "Annonces et jetons", orders: "Commandes", payments: "Lancer des paiements" } as Record<string, string>,
  },
  privacy: {
    exportTitle: "Tout ce qui vous concerne", exportHint: "Un seul fichier avec tout ce que cette plateforme conserve à votre sujet.", export: "Télécharger", eraseTitle: "Effacer votre compte", eraseHint: "Votre nom, votre adresse, votre image et tout ce qui sert à vous connecter sont supprimés. Les affaires et les paiements restent dans les comptes, sans votre nom. Cette opération est irréversible.", eraseNote: "Terminez d’abord vos affaires en cours et retirez votre argent.", confirm: (name: string) => `Saisissez « ${name} » pour confirmer`, erase: "Effacer mon compte", erased: "Votre compte est effacé.",
  },
  overview: {
    profile: "Profil", roles: "Rôles", current: "ce navigateur", revoke: "Fermer cette session", revoked: "Cette session est fermée.",
    lastUsed: "dernière utilisation", unknownAgent: "Appareil inconnu", change: "Modifier", code: "Code", joined: "Membre depuis",
  },
};
export default words;
