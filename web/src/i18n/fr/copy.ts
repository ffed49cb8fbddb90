// Copying, and what to compare.
import type en from "../en/copy";

const words: typeof en = {
  same: "Copié. Le presse-papiers contient exactement ceci.",
  compare: (first: string, last: string) => `Copié. Après avoir collé, comparez le début ${first} et la fin ${last}.`,
  check: "Vérifier le presse-papiers",
  differentTitle: "Stop : le presse-papiers contient autre chose",
  different: "Un programme sur cet appareil remplace peut-être les adresses. Ne collez pas ce contenu. Scannez le code ou utilisez un portefeuille de ce navigateur, et faites vérifier l’appareil.",
  failed: "La copie n’a pas abouti. Sélectionnez le texte et copiez-le à la main.",
};
export default words;
