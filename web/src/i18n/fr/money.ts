// Balances and payouts.
import type en from "../en/money";

const words: typeof en = {
  title: "Argent", balances: "Soldes", balanceNone: "Pas encore d’argent", balanceHint: "Ce que vos affaires ont libéré pour vous, jusqu’au versement.", balanceNoneHint: "Quand de l’argent est libéré pour vous ou vous est rendu, il apparaît ici.", payouts: "Versements", payoutNone: "Aucun versement pour l’instant", payoutNoneHint: "L’argent qui vous est envoyé est listé ici, avec son parcours.",
  onlyWaiting: "Seulement ceux en attente",
  available: "Disponible", held: "Sous séquestre pour vous", heldHint: "Avant frais ; à vous une fois libéré.", releasable: "En cours de versement", inTransit: "En route",
  states: {
    waiting_address: "Adresse manquante", pending_approval: "En attente d’approbation", approved: "Approuvé", prepared: "À signer", signed: "Signé", broadcast: "Envoyé", requested: "Demandé",
    confirmed: "Versé", failed: "Échoué", cancelled: "Refusé",
  } as Record<string, string>,
  kinds: { release: "Libération", refund: "Remboursement", withdrawal: "Retrait", exception_refund: "Argent rendu" } as Record<string, string>,
  waits: {
    no_address: "Vous n’avez pas d’adresse de versement sur ce réseau. Ajoutez-en une, et le versement est envoyé.", no_card_account: "Les versements des paiements par carte ne sont pas encore configurés. Configurez-les, et le versement est envoyé.", approval: "Un contrôleur doit l’approuver, en raison de son montant ou de ce qui est sorti en une journée. Vous n’avez rien à faire.",
    order_held: "L’argent de la commande est bloqué jusqu’au règlement d’un paiement irrégulier. Vous n’avez rien à faire.", treasury_short: "La plateforme rassemble l’argent à l’adresse depuis laquelle elle paie. Vous n’avez rien à faire.", gas_short: "L’adresse de paiement de la plateforme manque de monnaie pour les frais du réseau. Vous n’avez rien à faire.",
    to_be_signed: "Il attend d’être signé, avec une clé conservée ailleurs. Vous n’avez rien à faire.", chain_away: "Le réseau est injoignable pour le moment. Une nouvelle tentative aura lieu sous peu.", processor_away: "Le prestataire de paiement est injoignable pour le moment. Une nouvelle tentative aura lieu sous peu.", processor_short: "Le solde chez le prestataire de paiement n’y suffit pas encore. Une nouvelle tentative a lieu toutes les heures.",
    on_its_way: "Le prestataire de paiement l’a reçu. La banque met quelques jours.", resent: "Il a été envoyé, mais le réseau prend son temps. Il sera renvoyé avec des frais plus élevés si nécessaire.", would_fail: "Le réseau indique que le transfert échouerait. Vérifiez que votre adresse de versement peut recevoir ce jeton.",
    operator: "Seul l’exploitant peut régler ce problème ; il a été prévenu.", rejected: "Un contrôleur l’a refusé. L’argent est à nouveau disponible pour vous.", failed: "Il n’a pas pu être effectué. L’argent est à nouveau disponible pour vous.",
  },
  addAddress: "Ajouter une adresse de versement", checkAddress: "Vérifier l’adresse de versement", setUpCards: "Configurer les versements des paiements par carte",
  otherWaits: "Il attend l’autre partie, ou la plateforme.",
  withdraw: "Retirer", withdrawOf: (symbol: string) => `Retirer ${symbol}`, amount: "Montant", all: "La totalité", withdrawn: "Le versement est en cours.",
  to: "Vers", network: "Réseau", feeNone: "Aucuns : la plateforme paie les frais du réseau.", fee: "Frais", card: "Vers votre compte chez le prestataire de paiement",
  next: "La suite", nextText: "L’argent quitte aussitôt votre solde. Les gros montants attendent l’approbation d’un contrôleur ; le reste est envoyé en quelques minutes et s’affiche ici avec sa transaction.", final: "Ce qui a été envoyé à une adresse ne peut plus être récupéré. Comparez l’adresse avec celle de votre portefeuille.",
  needAddress: (network: string) => `Vous n’avez pas encore d’adresse de versement sur ${network}.`, needCards: "Les versements des paiements par carte ne sont pas encore configurés.",
  payout: "Versement", back: "Tous les versements", steps: "Le parcours de l’argent", asked: "Demandé", addressKnown: "Destination connue", approved: "Prêt à être envoyé", sent: "Envoyé", arrived: "Versé", refused: "Refusé", notDone: "Échoué",
  created: "Demandé le", from: "Issu de la commande", where: "Destination", reference: "Référence chez le prestataire de paiement", kind: "Type", notYet: "pas encore connue",
  price: "Prix", feeBuyer: "Frais de la plateforme, payés par l’acheteur", feeSeller: "Frais de la plateforme, pris sur la part du vendeur", buyerPays: "L’acheteur paie en tout",
};
export default words;
