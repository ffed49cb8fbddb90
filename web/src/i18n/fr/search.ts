// Searching, and going anywhere by the palette.
import type en from "../en/search";

const words: typeof en = {
  title: "Recherche",
  label: "Rechercher des demandes, annonces, boutiques et commandes",
  start: "Que cherchez-vous ?",
  startHint: "Saisissez au moins deux lettres. La recherche porte sur les demandes, les annonces et les boutiques, ainsi que sur vos propres commandes si vous êtes connecté.",
  none: "Aucun résultat",
  noneHint: "Essayez un autre mot, ou parcourez toutes les demandes et annonces.",
  everything: (query: string) => `Rechercher « ${query} »`,
  groups: { requests: "Demandes", listings: "Annonces", shops: "Boutiques", orders: "Commandes" },
  palette: { title: "Rechercher ou aller à une page", input: "Rechercher ou aller à…", pages: "Pages", actions: "Actions", none: "Aucun résultat", light: "Passer au thème clair", dark: "Passer au thème sombre", speak: (language: string) => `Langue : ${language}` },
};
export default words;
