// Short names for what the machine room shows.
import type { components, operations } from "@/lib/schema";

type Schemas = components["schemas"];

export type Overview = Schemas["Overview"];
export type Machines = Schemas["Machines"];
export type NetworkHealth = Schemas["NetworkHealth"];
export type EndpointView = Schemas["EndpointView"];
export type Network = Schemas["Network"];
export type NetworkWish = Schemas["NetworkRequest"];
export type AdminAsset = Schemas["AdminAsset"];
export type AssetWish = Schemas["AssetRequest"];
export type WebhookDetail = Schemas["WebhookDetail"];
export type Job = Schemas["JobView"];
export type LedgerAccount = Schemas["LedgerAccount"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type LedgerTransaction = Schemas["LedgerTransaction"];
export type LedgerTransactionDetail = Schemas["LedgerTransactionDetail"];
export type Verification = Schemas["VerificationView"];
export type Category = Schemas["CategoryView"];
export type Sweep = Schemas["Sweep"];
export type SweepDetail = Schemas["SweepDetail"];
export type Nonce = Schemas["NonceView"];

type Query<Name extends keyof operations> = Omit<NonNullable<operations[Name]["parameters"]["query"]>, "cursor" | "limit">;
export type WebhookFilter = Query<"list_webhooks">;
export type JobFilter = Query<"list_jobs">;
export type AccountFilter = Query<"list_ledger_accounts">;
export type SweepFilter = Query<"list_sweeps">;
export type AuditFilter = Query<"list_audit">;
