// What a page says on paper: the browser prints it, and its text is read back from the PDF.
const A4 = { format: "A4", width: 595, height: 842 };
const LETTER = { format: "Letter", width: 612, height: 792 };
export const PAPERS = [A4, LETTER];

/** The text of the printed page, without spaces and line ends, which are the printer's; and the size of its sheets in points. */
export async function print(page, { format }) {
  const bytes = await page.pdf({ format, preferCSSPageSize: false });
  const { getDocument } = await pdfReader();
  const paper = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const sheets = [];
  let text = "";
  for (let at = 1; at <= paper.numPages; at += 1) {
    const sheet = await paper.getPage(at);
    sheets.push({ width: Math.round(sheet.view[2]), height: Math.round(sheet.view[3]) });
    const { items } = await sheet.getTextContent();
    text += items.map((item) => item.str).join("");
  }
  return { text: plain(text), sheets };
}

/** Letters as they are typed: a PDF holds the shapes that Arabic script takes, in the order in which they stand. */
export function plain(text) {
  return text.normalize("NFKC").replace(/\s/g, "");
}

/** Whether the paper says it, read from the left or, as Arabic script stands, from the right. */
export function says(text, sentence) {
  const wanted = plain(sentence);
  return text.includes(wanted) || text.includes([...wanted].reverse().join(""));
}

/** The reader warns of canvases, which reading text doesn't need. */
async function pdfReader() {
  const warn = console.warn;
  console.warn = () => undefined;
  try {
    return await import("pdfjs-dist/legacy/build/pdf.mjs");
  } finally {
    console.warn = warn;
  }
}
