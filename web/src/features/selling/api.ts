import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

export type Days = 30 | 90;

/** A seller's dashboard; days begin where the reader is. */
export const summaryQuery = (days: Days = 30) =>
  queryOptions({
    queryKey: keys.sales.summary(days),
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(api.GET("/api/sales/summary", { params: { query: { days, tz: -new Date().getTimezoneOffset() } } })),
  });

/** Payouts that wait for something; those that wait longest may be on later pages, which the page of money shows. */
export const waitingPayoutsQuery = queryOptions({
  queryKey: keys.payouts.list({ waiting: true }),
  queryFn: async () => (await unwrap(api.GET("/api/payouts", { params: { query: { waiting: true, limit: 20 } } }))).items,
});

export const loadSales = (cursor?: string) => unwrap(api.GET("/api/sales", { params: { query: { cursor } } }));

/** Without codes: all that nobody has bought. */
export const removeCodes = (id: string, codes?: string[]) => unwrap(api.POST("/api/listings/{id}/codes/remove", { params: { path: { id } }, body: { codes } }));
