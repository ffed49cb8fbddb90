// Ways in: signing in, registering, proving.
import type en from "../en/access";

const words: typeof en = {
  signIn: {
    passkey: "Se connecter avec une clé d’accès", link: "Recevoir un lien de connexion par e-mail", forgot: "Mot de passe oublié ?", or: "ou",
    with: (name: string) => `Continuer avec ${name}`,
    linkTitle: "Se connecter par e-mail", linkHint: "Nous vous envoyons un lien qui vous connecte une seule fois. Aucun mot de passe n’est nécessaire.", linkSend: "Envoyer le lien",
    sentTitle: "Consultez votre messagerie", sentLink: "Si un compte existe avec cette adresse, un lien vient d’être envoyé. Il est valable quelques minutes, une seule fois.",
    opening: "Connexion en cours…", openTitle: "Connexion par lien", openHint: "Vous avez ouvert un lien reçu par e-mail. Il connecte ce navigateur, une seule fois.", failed: "Ce lien n’a pas fonctionné", again: "Demander un nouveau lien",
    errors: {
      EMAIL_KNOWN: "Un compte existe déjà avec cette adresse e-mail. Connectez-vous à ce compte, puis associez l’autre dans vos paramètres.",
      IDENTITY_REFUSED: "L’autre service n’a pas confirmé votre identité, ou n’a pas confirmé que l’adresse e-mail vous appartient. Confirmez l’adresse auprès de ce service, ou connectez-vous autrement.",
      ACCOUNT_SUSPENDED: "Ce compte est suspendu.",
    } as Record<string, string>,
    otherError: "La connexion par ce service n’a pas abouti. Réessayez ou choisissez un autre moyen.",
    passkeyNone: "Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous autrement.",
  },
  second: {
    title: "Encore une étape", hint: "Saisissez les six chiffres affichés par votre application d’authentification.", code: "Code", go: "Continuer",
    recoveryHint: "Saisissez l’un des codes de secours conservés lors de la configuration de l’application. Chacun ne sert qu’une fois.", recovery: "Code de secours",
    useRecovery: "Je n’ai pas accès à mon application", useApp: "Utiliser plutôt l’application", back: "Recommencer",
  },
  register: {
    sentTitle: "Encore une étape : confirmez votre adresse", sent: (email: string) => `Nous avons écrit à ${email}. Ouvrez le lien contenu dans ce message pour terminer ; il est valable un jour.`,
    notThere: "Rien reçu ? Regardez dans le dossier des indésirables, ou inscrivez-vous à nouveau.", mailbox: "Ouvrir la boîte aux lettres de développement",
    verifyTitle: "Terminer la création de votre compte", verifyHint: "Saisissez le mot de passe que vous venez de choisir. Cela prouve que la demande de compte vient bien de vous.", verify: "Terminer",
    forgotIt: "Déjà oublié ? Inscrivez-vous à nouveau ; le compte n’existe pas encore.",
  },
  reset: {
    askTitle: "Mot de passe oublié ?", askHint: "Nous vous envoyons un lien pour en choisir un nouveau. Il est valable une demi-heure.", ask: "Envoyer le lien",
    sent: "Si un compte existe avec cette adresse, un lien pour choisir un nouveau mot de passe vient d’être envoyé.",
    title: "Choisir un nouveau mot de passe", hint: "Toutes vos autres sessions seront fermées, et les clés utilisées par des programmes cesseront de fonctionner.", password: "Nouveau mot de passe", done: "Votre mot de passe a été changé. Utilisez-le pour vous connecter.", save: "Changer le mot de passe",
    noToken: "Pour ouvrir cette page, utilisez le lien reçu par e-mail.",
  },
  confirmEmail: { title: "Confirmer votre nouvelle adresse", hint: "Désormais, elle vous sert à vous connecter et à recevoir nos messages.", confirm: "Confirmer", done: "Votre adresse e-mail a été changée." },
  proof: {
    title: "Est-ce bien vous ?", hint: "Il s’agit d’argent ou de la sécurité de votre compte : prouvez à nouveau votre identité. Cette vérification vaut dix minutes.",
    password: "Votre mot de passe", code: "Code de votre application d’authentification", passkey: "Utiliser une clé d’accès", go: "Continuer", none: "Votre compte n’a ni mot de passe, ni clé d’accès, ni application. Déconnectez-vous, reconnectez-vous, puis revenez : une connexion récente vaut preuve.",
  },
};
export default words;
