import { expect, test } from "vitest";
import { draftOf, freshKey, readDraft, sameApproval, sameNetwork } from "./thresholds";

const six = () => 6;
const approval = { default: "1000", assets: [{ assetId: "a", wholeUnits: "0.5" }] };
const networks = [{ chainId: 1, confirmations: 12, bands: [{ assetId: "a", minAmount: "1500000", confirmations: 20 }, { assetId: null, minAmount: "7", confirmations: 30 }] }];

test("what is not touched is the same", () => {
  const read = readDraft(draftOf(approval, networks, six), six);
  expect(read.complaints).toEqual({});
  expect(sameApproval(read.approval, approval)).toBe(true);
  expect(read.networks.every((one, i) => sameNetwork(one, networks[i] as (typeof networks)[0]))).toBe(true);
});

test("bands of an asset are typed in whole units", () => {
  const draft = draftOf(approval, networks, six);
  expect(draft.networks[0]?.bands.map((band) => band.amount)).toEqual(["1.5", "7"]);
});

test("order and trailing zeros change nothing, amounts do", () => {
  const two = [{ assetId: "a", wholeUnits: "1" }, { assetId: "b", wholeUnits: "2" }];
  expect(sameApproval({ default: "1000.0", assets: two }, { default: "1000", assets: [...two].reverse() })).toBe(true);
  expect(sameApproval({ default: "1000", assets: two }, { default: "100", assets: two })).toBe(false);
});

test("everything that is wrong is named", () => {
  const draft = draftOf(approval, networks, six);
  draft.default = "much";
  draft.limits.push({ key: 901, assetId: "a", amount: "1" }, { key: 902, assetId: null, amount: "" });
  const network = draft.networks[0];
  network?.bands.push({ key: 903, assetId: "a", amount: "1.5", confirmations: "0" }, { key: 904, assetId: "a", amount: "0.0000001", confirmations: "1.5" });
  expect(readDraft(draft, six).complaints).toEqual({
    default: "amount", "limit:901": "twice", "limit:902": "choose", "limit:902:amount": "amount",
    "band:903:amount": "twice", "band:903:confirmations": "count", "band:904:amount": "amount", "band:904:confirmations": "count",
  });
  expect(freshKey()).not.toBe(freshKey());
});
