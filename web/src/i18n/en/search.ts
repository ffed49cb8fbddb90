// Searching, and going anywhere by the palette.

export default {
  title: "Search",
  label: "Search requests, listings, shops and orders",
  start: "What are you looking for?",
  startHint: "Type at least two letters. Requests, listings and shops are searched, and your own orders when you are signed in.",
  none: "Nothing found",
  noneHint: "Try another word, or look through all requests and listings.",
  everything: (query: string) => `Search for “${query}”`,
  groups: { requests: "Requests", listings: "Listings", shops: "Shops", orders: "Orders" },
  palette: { title: "Search or go to a page", input: "Search or go to…", pages: "Pages", actions: "Actions", none: "Nothing found", light: "Switch to the light theme", dark: "Switch to the dark theme", speak: (language: string) => `Language: ${language}` },
};
