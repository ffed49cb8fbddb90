// A listing as its form holds it, and as the API takes it.
import { readDecimal, toInput } from "@/lib/money";
import type { FulfilmentKind, GatewaySettings, ListingChange, ListingView, Meter, NewListing, Probe } from "@/lib/types";

const SPANS = { minutes: 60, hours: 3_600, days: 86_400 } as const;
export type SpanUnit = keyof typeof SPANS;

/** A length of time as a person says it. */
export interface Span {
  count: number | string;
  unit: SpanUnit;
}

export interface Fields {
  categoryId: string | null;
  serviceName: string;
  description: string;
  unitDescription: string;
  /** As it was typed. */
  pricePerUnit: string;
  currency: string;
  fulfilment: FulfilmentKind;
  availableUnits: number | string;
  minUnits: number | string;
  maxUnits: number | string;
  inspection: Span;
  lifetime: Span;
  acceptedWhenSpent: boolean;
  secret: string;
  gateway: {
    upstreamUrl: string;
    injectKind: GatewaySettings["inject"]["kind"];
    injectName: string;
    injectPrefix: string;
    meterKind: Meter["kind"];
    meterName: string;
    maxUnitsPerCall: number | string;
    callsPerMinute: number | string;
    concurrentCalls: number | string;
    timeoutS: number | string;
  };
  tested: boolean;
  probe: { method: Probe["method"]; path: string; expectStatus: number | string; expectContains: string };
}

export const BLANK: Fields = {
  categoryId: null, serviceName: "", description: "", unitDescription: "", pricePerUnit: "", currency: "USD", fulfilment: "metered_gateway",
  availableUnits: 1_000, minUnits: 1, maxUnits: 1_000_000, inspection: { count: 1, unit: "days" }, lifetime: { count: 30, unit: "days" },
  acceptedWhenSpent: true, secret: "",
  gateway: {
    upstreamUrl: "", injectKind: "header", injectName: "Authorization", injectPrefix: "Bearer ", meterKind: "request", meterName: "",
    maxUnitsPerCall: 1, callsPerMinute: 60, concurrentCalls: 10, timeoutS: 30,
  },
  tested: false, probe: { method: "GET", path: "/", expectStatus: 200, expectContains: "" },
};

/** In the largest unit that says it exactly; the smallest rounds up. */
export function toSpan(seconds: number): Span {
  const unit = (["days", "hours"] as const).find((u) => seconds % SPANS[u] === 0) ?? "minutes";
  return { count: Math.ceil(seconds / SPANS[unit]), unit };
}

export function toSeconds({ count, unit }: Span): number {
  return Number(count) * SPANS[unit];
}

export function fromListing({ own, ...listing }: ListingView): Fields {
  const { gateway, probe } = own ?? {};
  const meter = gateway?.meter ?? { kind: "request" };
  return {
    categoryId: listing.category?.id ?? null, serviceName: listing.serviceName, description: listing.description, unitDescription: listing.unitDescription,
    pricePerUnit: toInput(listing.pricePerUnit), currency: listing.currency, fulfilment: listing.fulfilment, availableUnits: listing.availableUnits,
    minUnits: listing.minUnits, maxUnits: listing.maxUnits, inspection: toSpan(listing.inspectionS), lifetime: toSpan(listing.tokenLifetimeS),
    acceptedWhenSpent: listing.acceptedWhenSpent, secret: "",
    gateway: gateway
      ? {
          upstreamUrl: gateway.upstreamUrl, injectKind: gateway.inject.kind, injectName: gateway.inject.name, injectPrefix: gateway.inject.prefix ?? "",
          meterKind: meter.kind, meterName: meter.kind === "header" ? meter.name : meter.kind === "json_path" ? meter.path : "",
          maxUnitsPerCall: gateway.maxUnitsPerCall ?? 1, callsPerMinute: gateway.callsPerMinute ?? 60, concurrentCalls: gateway.concurrentCalls ?? 10, timeoutS: gateway.timeoutS ?? 30,
        }
      : BLANK.gateway,
    tested: probe != null,
    probe: probe ? { method: probe.method, path: probe.path, expectStatus: probe.expectStatus, expectContains: probe.expectContains ?? "" } : BLANK.probe,
  };
}

function toMeter({ meterKind, meterName }: Fields["gateway"]): Meter {
  if (meterKind === "header") return { kind: meterKind, name: meterName.trim() };
  if (meterKind === "json_path") return { kind: meterKind, path: meterName.trim() };
  return { kind: meterKind };
}

function toGateway({ gateway }: Fields): GatewaySettings {
  return {
    upstreamUrl: gateway.upstreamUrl.trim(),
    inject: { kind: gateway.injectKind, name: gateway.injectName.trim(), ...(gateway.injectPrefix && { prefix: gateway.injectPrefix }) },
    meter: toMeter(gateway),
    maxUnitsPerCall: gateway.meterKind === "request" ? 1 : Number(gateway.maxUnitsPerCall),
    callsPerMinute: Number(gateway.callsPerMinute),
    concurrentCalls: Number(gateway.concurrentCalls),
    timeoutS: Number(gateway.timeoutS),
  };
}

function toProbe({ tested, probe }: Fields): Probe | null {
  if (!tested) return null;
  const { expectContains, ...rest } = probe;
  return { ...rest, path: probe.path.trim(), expectStatus: Number(probe.expectStatus), ...(expectContains && { expectContains }) };
}

/** What may be changed later too. */
function common(fields: Fields) {
  const metered = fields.fulfilment === "metered_gateway";
  return {
    categoryId: fields.categoryId,
    serviceName: fields.serviceName.trim(),
    description: fields.description.trim(),
    unitDescription: fields.unitDescription.trim(),
    // What can't be read for certain is no price at all; the form says so before it is sent.
    pricePerUnit: readDecimal(fields.pricePerUnit) ?? "",
    currency: fields.currency,
    minUnits: Number(fields.minUnits),
    maxUnits: Number(fields.maxUnits),
    inspectionS: toSeconds(fields.inspection),
    tokenLifetimeS: toSeconds(fields.lifetime),
    acceptedWhenSpent: fields.acceptedWhenSpent,
    ...(metered && { gateway: toGateway(fields), probe: toProbe(fields) }),
  };
}

export function toNew(fields: Fields): NewListing {
  const pool = fields.fulfilment === "code_pool";
  return {
    ...common(fields),
    fulfilment: fields.fulfilment,
    availableUnits: pool ? 0 : Number(fields.availableUnits),
    ...(!pool && fields.secret && { secret: fields.secret }),
  };
}

/** Only what differs: other words or another service may have to be approved anew. */
export function toChange(fields: Fields, before: Fields): ListingChange {
  const was: Record<string, unknown> = common(before);
  return Object.fromEntries(Object.entries(common(fields)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));
}
