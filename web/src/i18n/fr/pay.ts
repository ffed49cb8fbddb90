// Paying into escrow.
import { num, plural } from "../format";
import type en from "../en/pay";

const confirmations = (n: number) => plural(n, { one: `${num(n)} confirmation`, other: `${num(n)} confirmations` });

const words: typeof en = {
  title: "Payer sous séquestre", toOrder: "Aller à la commande", otherSide: "Seul l’acheteur peut payer cette commande.", notNow: "Cette commande ne peut pas être payée maintenant.",
  deal: {
    line: (amount: string, seller: string) => `Vous placez ${amount} sous séquestre. ${seller} ne reçoit rien avant que vous n’ayez ce que vous avez demandé.`,
    next: "Ce que devient votre argent",
    escrow: "Il attend sous séquestre. Aucune des parties ne peut l’en sortir seule.",
    deliver: (seller: string, time: string) => `${seller} a ${time} pour livrer. Si rien n’arrive, la totalité vous revient.`,
    check: (seller: string, time: string) => `Vous avez ensuite ${time} pour vérifier et contester. Si vous confirmez ou ne dites rien, l’argent est libéré au profit de ${seller}.`,
    goods: "Vous recevez votre achat dès que l’argent est sous séquestre.",
  },
  card: "Carte", cardHint: "Visa, Mastercard et les autres moyens acceptés par le prestataire de paiement", cardFee: "Sans frais de réseau", cardStart: "Aller à la page de paiement par carte", cardWait: "Payez sur la page du prestataire de paiement, puis revenez ici. Votre numéro de carte ne parvient jamais à cette plateforme.", cardGo: "Payer par carte",
  cardPaid: "Nous attendons la confirmation", cardPaidText: "Vous revenez de la page de paiement par carte. L’argent est sous séquestre dès que le prestataire de paiement le confirme : généralement en moins d’une minute, en quelques jours après un prélèvement bancaire. Inutile d’attendre ici.",
  cardCancelled: "Non payé", cardCancelledText: "Vous avez quitté la page de paiement par carte sans payer. Rien n’a été prélevé. Vous pouvez payer à nouveau, ou d’une autre manière.",
  choose: "Choisissez comment payer", chooseHint: "Le montant est exact dans chacun de ces cas.", orCard: "Par carte",
  networkFee: "Les frais du réseau s’ajoutent, depuis votre portefeuille.", confirmations: (n: number, time: string | null) => (time ? `Compté après ${confirmations(n)}, environ ${time}` : `Compté après ${confirmations(n)}`),
  refund: "Adresse de remboursement (facultatif)", refundHint: "Où va votre argent s’il doit vous revenir. Laissez vide pour utiliser l’adresse de versement de votre compte.",
  refundBad: "Ce n’est pas une adresse : 0x et 40 chiffres hexadécimaux.", refundChecksum: "Les majuscules de cette adresse ne concordent pas : un caractère est peut-être mal saisi.", refundTo: "Si l’argent doit vous revenir, il va à",
  start: "Afficher les détails du paiement", none: "Aucun moyen de payer cette commande", noneHint: "L’exploitant n’a activé aucun jeton pour cette monnaie.",
  send: "Envoyez exactement", sendRest: "Reste à envoyer", to: "À cette adresse", onNetwork: "Sur ce réseau", chain: (id: number) => `chaîne ${id}`,
  only: (symbol: string, network: string) => `N’envoyez que ${symbol}, et uniquement sur ${network}. Tout autre envoi n’est pas compté, et le récupérer demande une intervention humaine et du temps.`,
  exchange: "Vous envoyez depuis une plateforme d’échange ? Elle peut prélever ses frais sur le montant : ce qui arrive doit correspondre exactement à cette somme.",
  scan: "Scanner avec un portefeuille", qr: (amount: string, network: string) => `Code QR qui demande à un portefeuille ${amount} sur ${network}. Le montant et l’adresse figurent aussi en texte à côté.`,
  timeLeft: "Temps restant pour payer", ended: "Le temps est écoulé", left: (minutes: number) => plural(minutes, { one: `Il reste ${num(minutes)} minute pour payer.`, other: `Il reste ${num(minutes)} minutes pour payer.` }),
  byWallet: "Payer avec un portefeuille de ce navigateur", connect: (name: string) => `Connecter ${name}`, connected: (name: string) => `${name} : connecté`, disconnect: "Utiliser un autre portefeuille", from: "Depuis votre compte",
  pay: (amount: string) => `Payer ${amount}`, elsewhere: (id: number, network: string) => `Votre portefeuille est sur un autre réseau (chaîne ${id}). Ce paiement se fait sur ${network}.`, switchTo: (network: string) => `Passer sur ${network}`,
  dev: "Payer depuis le portefeuille de développement", devSent: "Le portefeuille de développement l’a envoyé.",
  walletSent: "Votre portefeuille l’a envoyé", walletSentText: "Le paiement apparaît ici dès que le réseau l’a reçu, généralement en moins d’une minute. Ne payez pas une seconde fois.", walletRefused: "Le portefeuille n’a pas envoyé le paiement", walletSaid: (words: string) => `Message du portefeuille : ${words}`,
  trouble: {
    refused: "Vous avez refusé dans le portefeuille. Rien n’a été envoyé.", busy: "Le portefeuille attend encore une réponse à une question précédente. Ouvrez-le et répondez-y.", locked: "Le portefeuille est verrouillé, ou ne partage pas ce compte. Déverrouillez-le et réessayez.",
    noAccount: "Le portefeuille ne partage aucun compte, ou un autre qu’auparavant. Connectez-le à nouveau.", unknownChain: "Le portefeuille ne connaît pas ce réseau. Ajoutez le réseau dans les paramètres du portefeuille, puis réessayez.",
    wrongChain: "Le portefeuille est encore sur un autre réseau. Rien n’a été envoyé.", offline: "Le portefeuille n’est pas connecté à son réseau. Vérifiez sa connexion et réessayez.", funds: "Ce compte ne contient pas assez pour le montant et les frais du réseau. Rien n’a été envoyé.",
    unable: "Ce portefeuille ne peut pas le faire de lui-même. Changez de réseau dans le portefeuille, ou scannez le code.", failed: "L’opération n’a pas abouti dans le portefeuille. Consultez-le avant de réessayer : l’envoi a peut-être quand même eu lieu.",
  },
  status: "État", steps: "Où en est le paiement",
  step: {
    waiting: "En attente de votre paiement", seen: "Vu sur le réseau", cardSeen: "Confié au prestataire de paiement", card: "Confirmé par le prestataire de paiement",
    confirming: (n: number, m: number) => `${num(n)} sur ${confirmations(m)}`, confirmingNone: (m: number) => confirmations(m), funded: "Sous séquestre", rest: "En attente de la somme manquante",
  },
  watch: "Cette page se met à jour d’elle-même. Vous pouvez la fermer et y revenir : rien n’est perdu.",
  funded: "L’argent est sous séquestre", fundedText: "Le vendeur est prévenu et peut livrer.", fundedUnits: "Votre achat est en cours de livraison : voir", fundedTokens: "Mes jetons",
  other: "Payer autrement", otherHint: "Tant que rien n’a été envoyé, vous pouvez changer de moyen.", replaced: "Ce paiement a été remplacé par un autre moyen de payer", replacedText: "N’envoyez plus rien à son adresse.",
  under: "Pas encore assez", underText: (got: string, want: string, rest: string) => `Reçu : ${got} sur ${want}. Il manque ${rest} : envoyez cette somme à la même adresse avant la fin du temps imparti.`, underWhere: "Ce qui est arrivé attend sur la plateforme. Si le reste n’arrive pas à temps, cette somme est rendue.",
  over: "Plus que demandé", overText: (rest: string) => `Un excédent de ${rest} est arrivé. La commande est payée malgré tout.`,
  late: "Trop tard", lateText: (amount: string) => `Reçu après la fin du temps de paiement : ${amount}. Cette somme ne compte pas pour la commande.`,
  twice: "Payé deux fois", twiceText: (amount: string) => `Reçu alors que la commande était déjà payée : ${amount}.`,
  short: "Montant insuffisant", shortText: (amount: string) => `À la fin du temps de paiement, la somme reçue n’était que de ${amount}.`,
  wrong: "Un autre jeton que celui demandé", wrongText: (amount: string) => `Reçu à cette adresse : ${amount}. Cette somme ne compte pas pour le paiement, qui reste à faire.`,
  unknown: "Un jeton que nous ne connaissons pas", unknownText: "Un jeton inconnu de cette plateforme est arrivé à cette adresse. Il n’a aucune valeur ici et n’est pas compté. De tels jetons sont souvent envoyés par des escrocs : n’ouvrez pas les liens contenus dans leur nom.",
  wrongComing: "Un autre jeton que celui demandé est en route", wrongComingText: "Un transfert d’un autre jeton vers cette adresse a été vu. Il ne comptera pas. N’en envoyez pas davantage.",
  dust: "Trop peu pour compter", dustText: "Un transfert d’une somme infime est arrivé à cette adresse et n’est pas compté. Ne copiez jamais l’adresse d’où il vient : elle peut être faite pour ressembler à l’une des vôtres.",
  dropped: "Votre paiement a disparu du réseau", droppedText: "Il avait été vu, mais la chaîne a pris un autre chemin et le transfert ne s’y trouve plus. En général, il réapparaît de lui-même en quelques minutes. Consultez votre portefeuille avant de renvoyer : s’il indique un échec ou si le transfert a disparu, payez à nouveau.", droppedWhere: "Tant qu’il a disparu, l’argent est encore dans votre portefeuille.",
  reversed: "Le paiement a été repris", reversedText: (amount: string) => `Une somme déjà comptée, ${amount}, a été reprise par son réseau ou sa banque. L’argent de cette commande est bloqué jusqu’à ce que notre équipe ait examiné le cas.`,
  mismatch: "Un autre montant que celui demandé", mismatchText: (amount: string) => `Le prestataire de paiement a encaissé ${amount}, ce qui ne correspond pas à la somme demandée.`,
  expired: "Le temps de paiement est écoulé", expiredText: "Rien n’est arrivé, et vous ne devez rien. Si un transfert est en route, il sera retrouvé et rendu. N’envoyez plus rien à cette adresse.", again: "Si vous souhaitez toujours cet achat, demandez une nouvelle offre au vendeur ou achetez à nouveau.",
  cases: {
    open: "La somme attend sur la plateforme. Deux personnes la vérifient, puis elle vous est rendue. Vous n’avez rien à faire.",
    refund_to_buyer: "La somme a été vérifiée et vous est rendue : voir les versements de la commande.", credit_order: "La somme a été vérifiée et comptée pour la commande.", keep_as_fee: "La somme a été vérifiée ; elle est trop faible pour être renvoyée.", dismiss: "Le cas a été vérifié ; il n’y a rien à rendre.",
  },
  transfers: "Transferts",
  depositStates: { detected: "en cours de confirmation", confirmed: "compté", dropped: "disparu", ignored: "non compté" } as Record<string, string>,
};
export default words;
