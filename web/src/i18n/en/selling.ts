// Goods by the unit, for those who sell.
import { num, plural } from "../format";

const units = (n: number) => plural(n, { one: `${num(n)} unit`, other: `${num(n)} units` });

export default {
  mine: "My listings", none: "You have no listing yet", noneHint: "Sell API access, codes or credentials by the unit.", create: "New listing", sales: "Sales",
  stockLine: (available: number, reserved: number, sold: number) => `${num(available)} left · ${num(reserved)} being paid · ${num(sold)} sold`,
  newTitle: "New listing", newHint: "It begins as a draft. Nobody sees it until you put it on sale.", created: "The draft is saved.", saved: "The listing is saved.",
  priceNote: "A new price is for new orders only.",
  name: "Name", nameHint: "What is sold, in a few words.", description: "Description", descriptionHint: "What exactly, what it can do, and what it can't.", unitDescription: "One unit is", unitHint: "For example: one call, 1,000 tokens, one licence for one person.",
  price: "Price per unit", currency: "Currency", category: "Category", kind: "What the buyer gets",
  kindHints: {
    reveal_secret: "Every buyer may see the same credential. Use is not counted.", code_pool: "One code for each unit, out of a list that you put in.",
    metered_gateway: "Calls go through this platform with an access token. Your key is put in on the way; the buyer never sees it, and use is counted.",
  } as Record<string, string>,
  stock: "Units in stock", min: "Fewest per order", max: "Most per order", lifetime: "Can be used for", inspection: "Time to check", inspectionHint: "After it, without objection, you are paid.",
  spent: "Paid as soon as the last unit is used", secret: "Key or credential", secretHint: "Sealed at once. It is never shown here again.",
  service: "How it is served", upstream: "Address of your service", upstreamHint: "Calls stay under this path. Private addresses are refused.", injectKind: "Your key goes into", inject: { header: "a header", query: "a query parameter" } as Record<string, string>,
  injectName: "Name", injectPrefix: "Written before the key", injectPrefixHint: "Written before the key, for example “Bearer ”, with its space.", meter: "What counts", meters: { request: "Each call is one unit", header: "A header of the answer says how many", json_path: "A field of the answer says how many" } as Record<string, string>,
  meterHeader: "Header", meterPath: "Field", meterPathHint: "Names separated by dots, for example usage.total_tokens.", perCall: "Most units of one call", perCallHint: "The most units are held before the call; the rest goes back.", perMinute: "Calls a minute", atOnce: "Calls at a time", timeout: "Longest wait (s)",
  test: "A test call before it goes on sale", testHint: "It is made through the same way as buyers' calls.", testPauses: "A listing with a test call is paused when the key, how it is served or the test call changes. Put it back on sale afterwards: the test call is made anew.", testMethod: "Method", testPath: "Path", testStatus: "Must answer", testContains: "Must contain (optional)",
  testTitle: "Test call", testNow: "Test now", testOk: "The test call passed", testFailed: "The test call failed", testNever: "Not tested yet", testUnsaved: "It tests what is saved.",
  span: "unit of time", spans: { minutes: "minutes", hours: "hours", days: "days" } as Record<string, string>, save: "Save", saveDraft: "Save the draft", view: "See the page",
  publish: "Put on sale", pause: "Pause", resume: "Put back on sale", remove: "Remove", removeAsk: "Remove this listing for good?", removeHint: "It can't be sold again. What was bought goes on working, and open orders go on.", published: "It is on sale.", publishedLater: "It goes on sale as soon as it is approved.", pausedDone: "It is paused.", removed: "The listing is removed.",
  rejected: "The platform did not approve it", waiting: "The platform looks at it before it is shown",
  restock: "Stock", restockHint: "More units, or fewer with a minus.", restockField: "Change by", restockDo: "Change the stock", restocked: "The stock is changed.", restockZero: "A whole number other than 0.",
  replaceSecret: "Replace the key", hasSecret: "A key is there, sealed. Nobody can read it here.", noSecret: "There is no key yet.", secretSaved: "The key is sealed.", secretField: "New key or credential", secretPauses: "A listing with a test call is paused until you put it back on sale.",
  codes: "Codes", codesHint: "One code per line. Empty lines don't count.", codesField: "Codes to add", codesAdd: (n: number) => (n === 0 ? "Add codes" : n === 1 ? "Add 1 code" : `Add ${num(n)} codes`), codesAdded: "The codes are in the pool.",
  codesCount: (n: number, twice: number, long: number) => [n === 1 ? "1 code" : `${num(n)} codes`, twice > 0 && `${twice} repeated`, long > 0 && `${long} too long`].filter(Boolean).join(", "),
  codesMany: "At most 5,000 codes at a time.", line: (n: number) => `Line ${n}`, codesRefused: "No code was added. Put these lines in order:",
  none2: "Nobody has bought anything yet", none2Hint: "Sales appear here with their order.",
  saleFailure: "Can't be delivered:", unitsBack: (n: number) => `${units(n)} went back on stock`,
};
