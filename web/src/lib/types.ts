// Short names for the generated shapes.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type User = Schemas["User"];
export type OrderView = Schemas["OrderView"];
export type OrderLine = Schemas["OrderLine"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type ActionRequest = Schemas["ActionRequest"];
export type ActionKind = Schemas["ActionKind"];
export type OrderState = Schemas["State"];
export type Party = Schemas["Party"];
export type Terms = Schemas["Terms"];
export type Periods = Schemas["Periods"];
export type SessionView = Schemas["SessionView"];
export type NotificationView = Schemas["NotificationView"];
export type CaseView = Schemas["CaseView"];
export type CaseStatus = Schemas["CaseStatus"];
export type CaseAction = Schemas["CaseAction"];
export type PayoutState = Schemas["PayoutState"];
export type StaffPayout = Schemas["PayoutView"];
export type PayoutView = Schemas["PayoutView"];
export type PaymentView = Schemas["PaymentView"];
export type PaymentOption = Schemas["PaymentOption"];
export type BalanceView = Schemas["BalanceView"];
export type AdminNetwork = Schemas["AdminNetwork"];
export type AwaitingView = Schemas["AwaitingView"];
export type RequestView = Schemas["RequestView"];
export type RequestLineView = Schemas["RequestLine"];
export type OfferView = Schemas["OfferView"];
export type NewRequest = Schemas["NewRequest"];
export type Proposal = Schemas["Proposal"];
