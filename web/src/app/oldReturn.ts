// Where a card page's older return addresses lead now.

/** `/orders/success?orderId=…` and `/orders/cancel?orderId=…` become the order's own page; without an order, the list. */
export function orderReturn(address: string, outcome: "paid" | "cancelled"): string {
  const { searchParams } = new URL(address);
  const id = searchParams.get("orderId") ?? searchParams.get("order_id") ?? "";
  return /^[0-9a-f-]{36}$/i.test(id) ? `/orders/${id}?${outcome}=1` : "/orders";
}
